using Gateway.Bench.Load;
using Gateway.Bench.Publishing;
using Gateway.Bench.Report;
using Gateway.Bench.Servers;

namespace Gateway.Bench.Measuring;

/// <summary>One round of one server: started, connected, warmed up, measured, drained, ended. A fresh process each time.</summary>
internal sealed class Round(BenchOptions options, BenchSite site, string name, int clients, int rate, Progress progress)
{
    private const int QuietSeconds = 2;
    private const int DrainSeconds = 10;
    private const int FirstEventSeconds = 30;

    public async Task<RoundResult> RunAsync(CancellationToken stop)
    {
        var benched = BenchedServers.Of(name, site);
        var port = BenchSite.FreePort();
        using var server = await benched.StartAsync(port, stop);
        progress.Say($"{name}: opening {clients} connections");
        var plan = PlanFor(benched, port);
        using var client = LoadClient.Start(plan);
        var perClient = await OpenAsync(client, plan, server, stop);
        using var publisherNode = options.ViaRest ? await PublisherNode.StartAsync(site, RestPort, stop) : null;
        using var sink = NewSink();
        var result = await MeasureAsync(client, server, sink, stop);
        return result with { RssKilobytesPerClient = perClient / 1e3 };
    }

    private static async Task<double> OpenAsync(LoadClient client, LoadPlan plan, ServerProcess server, CancellationToken stop)
    {
        await client.FirstOpenedAsync(stop);
        await Task.Delay(TimeSpan.FromSeconds(QuietSeconds), stop);
        var first = ProcessReading.Of(server.Id).RssBytes;
        await client.TotalsAsync(stop);
        await Task.Delay(TimeSpan.FromSeconds(QuietSeconds), stop);
        return (double)(ProcessReading.Of(server.Id).RssBytes - first) / (plan.Clients - plan.First);
    }

    private int RestPort { get; } = BenchSite.FreePort();

    private LoadPlan PlanFor(BenchedServer server, int port) =>
        new(port, clients, server.Request(port), [.. site.Channels.Select(server.SubscribeTo)], server.Subscribed, options.Size);

    private IEventSink NewSink() =>
        options.ViaRest ? new RestSink(RestPort, site.App, site.ApiKey) : new KafkaSink(site.BootstrapServers, site.Topic);

    private async Task<RoundResult> MeasureAsync(LoadClient client, ServerProcess server, IEventSink sink, CancellationToken stop)
    {
        var publisher = new Publisher(sink, site.Channels, rate, options.Size);
        publisher.Start();
        await FirstEventAsync(client, stop);
        await WatchAsync("warming up", options.Warmup, client, stop);
        var start = await Moment.NowAsync(client, server.Id, publisher, stop);
        await WatchAsync("measuring", options.Seconds, client, stop);
        var end = await Moment.NowAsync(client, server.Id, publisher, stop);
        publisher.Stop();
        var last = await DrainAsync(client, publisher, stop);
        var result = RoundResult.Between(start, end, name, clients, rate);
        return Whole(result, last, publisher, sink);
    }

    // kafkajs may sleep for 5 s when it finds a topic empty at its start: that belongs to no measurement.
    private static async Task FirstEventAsync(LoadClient client, CancellationToken stop)
    {
        for (var i = 0; (await client.TotalsAsync(stop)).Events == 0; i++)
        {
            if (i == FirstEventSeconds * 10) throw new BenchException($"No event reached a client within {FirstEventSeconds} s.");
            await Task.Delay(100, stop);
        }
    }

    private async Task WatchAsync(string what, int seconds, LoadClient client, CancellationToken stop)
    {
        var before = await client.TotalsAsync(stop);
        for (var second = 1; second <= seconds; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
            var now = await client.TotalsAsync(stop);
            progress.Update($"{name}, {clients} clients, {rate} events/s: {what} {second}/{seconds} s, {now.Events - before.Events} events/s, {now.Closed} closed");
            before = now;
        }
    }

    // Until all is there, or for as long as a server may reasonably be behind.
    private async Task<LoadTotals> DrainAsync(LoadClient client, Publisher publisher, CancellationToken stop)
    {
        var totals = await client.TotalsAsync(stop);
        for (var i = 0; i < DrainSeconds * 10 && totals.Events - totals.Duplicates < Due(publisher); i++)
        {
            await Task.Delay(100, stop);
            totals = await client.TotalsAsync(stop);
        }
        return totals;
    }

    private RoundResult Whole(RoundResult result, LoadTotals last, Publisher publisher, IEventSink sink) => result with
    {
        Missing = Due(publisher) - (last.Events - last.Duplicates),
        Duplicates = last.Duplicates,
        OutOfOrder = last.OutOfOrder,
        Closed = last.Closed,
        Others = last.Others,
        Refused = sink.Refused,
    };

    private long Due(Publisher publisher) =>
        publisher.Sent.Select((sent, channel) => sent * (long)((clients / site.Channels.Count) + (channel < clients % site.Channels.Count ? 1 : 0))).Sum();
}
