using Gateway.Bench.Load;
using Gateway.Bench.Publishing;
using Gateway.Bench.Report;
using Gateway.Bench.Servers;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Measuring;

/// <summary>One round of one server: started, connected, warmed up, measured, drained, ended. A fresh process each time.</summary>
internal sealed class Round(BenchOptions options, BenchSite site, string name, OfferedLoad load, Progress progress)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    // In seconds; what sends by itself is a C program.
    private const int CompiledWarmup = 3;

    private readonly int _publisherPort = FreePorts.Take();

    // The channels that have clients.
    private int WantedCount => Math.Max(1, site.Channels.Count * options.Interest / 100);

    private IEnumerable<string> Wanted => site.Channels.Take(WantedCount);

    public async Task<RoundResult> RunAsync(CancellationToken stop)
    {
        var benched = BenchedServers.Of(name, site, load, options.Settings);
        var port = FreePorts.Take();
        await using var server = await benched.StartAsync(port, stop);
        progress.Say($"{name}: opening {load.Clients} connections");
        var plan = PlanFor(benched, port);
        using var client = LoadClient.Start(plan);
        var bytesPerClient = await OpenAsync(client, plan, server, stop);
        await using var publisherNode = options.ViaRest ? await PublisherNode.StartAsync(site, _publisherPort, stop) : null;
        using var sink = NewSink(benched);
        var result = await MeasureAsync(client, benched, server, sink, stop);
        if (result is { Closed: > 0 } or { Missing: > 0 })
            progress.Say($"{name} has closed {result.Closed} clients, {result.Missing} events are missing. {await WhyAsync(benched, server, stop)}");
        return result with { RssKilobytesPerClient = bytesPerClient / 1e3 };
    }

    private static async Task<string> WhyAsync(BenchedServer benched, ServiceProcess server, CancellationToken stop)
    {
        if (!benched.HasMetrics) return server.Process.Output;
        using var http = new HttpClient { BaseAddress = server.Address };
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), stop);
        return string.Join('\n', metrics.Split('\n').Where(line => line.StartsWith("gateway_refusals_total{", StringComparison.Ordinal)).Append(server.Process.Output));
    }

    private static async Task<double> OpenAsync(LoadClient client, LoadPlan plan, ServiceProcess server, CancellationToken stop)
    {
        await client.FirstOpenedAsync(stop);
        await Task.Delay(Quiet, stop);
        var first = ProcessReading.Of(server.Process.Id).RssBytes;
        await client.TotalsAsync(stop);
        await Task.Delay(Quiet, stop);
        return (double)(ProcessReading.Of(server.Process.Id).RssBytes - first) / (plan.Clients - plan.First);
    }

    private async Task<RoundResult> MeasureAsync(LoadClient client, BenchedServer benched, ServiceProcess server, IEventSink sink, CancellationToken stop)
    {
        var watch = new LoadWatch(client, progress, $"{name}, {load.Clients} clients, {load.Rate} events/s", stop);
        var publisher = new Publisher(sink, site.Channels, load.Rate, options.Size);
        publisher.Start();
        await watch.FirstEventAsync();
        await watch.ForAsync("warming up", benched.SendsByItself ? Math.Min(options.Warmup, CompiledWarmup) : options.Warmup);
        var start = await NowAsync(client, benched, server, publisher, stop);
        await watch.ForAsync("measuring", options.Seconds);
        var end = await NowAsync(client, benched, server, publisher, stop);
        publisher.Stop();
        var result = RoundResult.Between(start, end, name, load.Clients, load.Rate);
        // How many events were due is known only of what was published here.
        if (sink is SilentSink) return result.Whole(end.Load, end.Load.Events - end.Load.Duplicates, 0);
        var due = Due(publisher);
        return result.Whole(await watch.DrainAsync(due), due, sink.Refused);
    }

    private async Task<Moment> NowAsync(LoadClient client, BenchedServer benched, ServiceProcess server, Publisher publisher, CancellationToken stop)
    {
        var now = await Moment.NowAsync(client, server, publisher, stop);
        return benched.HasMetrics ? await now.WithMetricsAsync(server, site.BootstrapServers, stop) : now;
    }

    private LoadPlan PlanFor(BenchedServer server, int port) =>
        new(port, load.Clients, server.Request(port), [.. Wanted.Select(server.SubscribeTo)], server.Subscribed, options.Size, server.ManyInAFrame);

    private IEventSink NewSink(BenchedServer server) =>
        server.SendsByItself ? new SilentSink()
        : options.ViaRest ? new RestSink(_publisherPort, site.App, site.ApiKey)
        : new KafkaSink(site.BootstrapServers, site.Topic, options.Linger, server.ChannelHeader);

    // Each event is due to every client of its channel.
    private long Due(Publisher publisher) => publisher.Sent.Select((sent, channel) => sent * ClientsOf(channel)).Sum();

    private long ClientsOf(int channel) => channel < WantedCount
        ? (load.Clients / WantedCount) + (channel < load.Clients % WantedCount ? 1 : 0)
        : 0;
}
