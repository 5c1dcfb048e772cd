using System.Diagnostics;
using System.Globalization;
using Gateway.Bench.Load;
using Gateway.Bench.Publishing;
using Gateway.Bench.Report;
using Gateway.Bench.Servers;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Roaming;

/// <summary>What happens to many clients while events flow: they move, all come back at once, or do not read. Told as lines of Markdown.</summary>
internal sealed class Scenario(BenchOptions options, BenchSite site, Progress progress, CancellationToken stop)
{
    private static readonly TimeSpan OpenLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(5);

    private readonly List<string> _told = [];
    private ScenarioResult _result = new();
    private ServiceProcess? _next;

    public static IReadOnlyList<string> Names { get; } = ["rolling-upgrade", "storm", "stalled"];

    public async Task<ScenarioResult> RunAsync()
    {
        try
        {
            await PlayAsync();
            return _result with { Told = _told };
        }
        finally
        {
            if (_next is not null) await _next.DisposeAsync();
        }
    }

    private async Task PlayAsync()
    {
        var clients = options.Clients[0] + (options.Scenario == "stalled" ? options.Stalled : 0);
        await using var node = await StartNodeAsync();
        using var roaming = RoamingClients.Start(PlanFor(node, clients));
        await roaming.UntilAsync(totals => totals.Subscribed == clients, OpenLimit, stop);
        progress.Say($"{clients} clients are subscribed");
        using var sink = new KafkaSink(site.BootstrapServers, site.Topic);
        var publisher = new Publisher(sink, site.Channels, options.Rates[0], options.Size);
        publisher.Start();
        await roaming.UntilAsync(totals => totals.Live == clients, Limit, stop);
        await Task.Delay(TimeSpan.FromSeconds(options.Warmup), stop);
        await (options.Scenario switch
        {
            "rolling-upgrade" => UpgradeAsync(node, roaming, clients),
            "storm" => StormAsync(node, roaming, clients),
            _ => StallAsync(node, roaming, clients),
        });
        publisher.Stop();
        await FinishAsync(roaming, publisher, sink);
    }

    private async Task UpgradeAsync(ServiceProcess old, RoamingClients roaming, int clients)
    {
        var next = _next = await StartNodeAsync();
        var before = await roaming.OrderAsync($"goto {next.Address.Port}", stop);
        var started = Stopwatch.GetTimestamp();
        var stopping = EndAsync(old, started);
        var after = await roaming.UntilAsync(totals => totals.Told + totals.Cut >= before.Told + before.Cut + clients && totals.Live == clients, Limit, stop);
        var live = Stopwatch.GetElapsedTime(started);
        Tell($"old node ended {(await stopping).TotalSeconds:0.0} s after SIGTERM; all {after.Live} clients live on the new one after {live.TotalSeconds:0.0} s");
        _result = _result with { LiveAfterSeconds = live.TotalSeconds, Cut = after.Cut - before.Cut };
        Tell($"told to go {after.Told - before.Told}, cut {after.Cut - before.Cut}, refused on the way {after.Refused - before.Refused}");
        Tell($"connections opened a second: at most {after.OpenedInSecond[before.OpenedInSecond.Length..].Max()}");
        TellTimesAway(before, after);
        await Task.Delay(TimeSpan.FromSeconds(options.Warmup), stop);
    }

    private static async Task<TimeSpan> EndAsync(ServiceProcess node, long started)
    {
        await node.TerminateAsync();
        return Stopwatch.GetElapsedTime(started);
    }

    private async Task StormAsync(ServiceProcess node, RoamingClients roaming, int clients)
    {
        await roaming.OrderAsync("leave", stop);
        progress.Say($"all {clients} clients are away for {options.Seconds} s");
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds), stop);
        var (before, metrics) = (await roaming.OrderAsync("", stop), await NodeMetrics.ReadAsync(node.Address, stop));
        var started = Stopwatch.GetTimestamp();
        await roaming.OrderAsync("return", stop);
        var after = await roaming.UntilAsync(totals => totals.Live == clients, Limit, stop);
        var live = Stopwatch.GetElapsedTime(started);
        var now = await NodeMetrics.ReadAsync(node.Address, stop);
        Tell($"all {after.Live} live {live.TotalSeconds:0.0} s after they began to return, with {after.Events - before.Events} events; at most {after.OpenedInSecond[before.OpenedInSecond.Length..].Max()} connections opened in a second");
        var partitions = Math.Max(1, now["gateway_partitions_assigned"]);
        var passes = now["gateway_replay_passes_total"] - metrics["gateway_replay_passes_total"];
        var read = now["gateway_replay_records_read_total"] - metrics["gateway_replay_records_read_total"];
        Tell($"Kafka read again: {passes:0} passes through {partitions:0} partitions, {passes / partitions:0.0} a partition; {read:0} records, each of those that were missed {read / (options.Rates[0] * options.Seconds):0.00} times");
        _result = _result with { LiveAfterSeconds = live.TotalSeconds, ReadsOfEachPartition = passes / partitions };
        Tell($"resident {Megabytes(now["process_working_set_bytes"])} MB, heap {Megabytes(now["dotnet_total_memory_bytes"])} MB");
    }

    private async Task StallAsync(ServiceProcess node, RoamingClients roaming, int clients)
    {
        await roaming.OrderAsync($"choose {options.Stalled}", stop);
        var calm = await SampleAsync(node, roaming, "all read");
        await roaming.OrderAsync("stall", stop);
        var stalled = await SampleAsync(node, roaming, $"{options.Stalled} do not read");
        _result = _result with { CalmP99 = calm, StalledP99 = stalled };
        var before = await roaming.OrderAsync("read", stop);
        await SampleAsync(node, roaming, $"{options.Stalled} catch up");
        TellTimesAway(before, await roaming.UntilAsync(totals => totals.Live == clients, Limit, stop));
    }

    // The latencies are those of the clients that read all the time.
    private async Task<double> SampleAsync(ServiceProcess node, RoamingClients roaming, string phase)
    {
        var before = await roaming.OrderAsync("", stop);
        var (first, samples) = (await NodeMetrics.ReadAsync(node.Address, stop), new List<string>());
        for (var sampled = TimeSpan.Zero; sampled < TimeSpan.FromSeconds(options.Seconds); sampled += SampleEvery)
        {
            await Task.Delay(SampleEvery, stop);
            var now = await NodeMetrics.ReadAsync(node.Address, stop);
            samples.Add($"{Megabytes(now["process_working_set_bytes"])}/{Megabytes(now["dotnet_total_memory_bytes"])}");
            progress.Update($"{phase}: {samples[^1]} MB");
        }
        var (after, last) = (await roaming.OrderAsync("", stop), await NodeMetrics.ReadAsync(node.Address, stop));
        var latency = LatencyHistogram.Between(before.Latencies, after.Latencies);
        Tell($"{phase}: p50 {latency.QuantileMilliseconds(0.5):0.0} ms, p99 {latency.QuantileMilliseconds(0.99):0.0} ms, p99.9 {latency.QuantileMilliseconds(0.999):0.0} ms; {last["gateway_replay_passes_total"] - first["gateway_replay_passes_total"]:0} passes; resident/heap MB every {SampleEvery.TotalSeconds:0} s: {string.Join(' ', samples)}");
        return latency.QuantileMilliseconds(0.99);
    }

    private async Task FinishAsync(RoamingClients roaming, Publisher publisher, KafkaSink sink)
    {
        var last = await roaming.UntilAsync(totals => Missing(totals, publisher) == 0, Limit, stop);
        _result = _result with { Lost = last.Lost + Missing(last, publisher), Doubled = last.Doubled, Gaps = last.Gaps };
        Tell($"published {publisher.Total} ({sink.Refused} refused), received {last.Events}: lost {last.Lost}, missing at the end {Missing(last, publisher)}, doubled {last.Doubled}, gaps {last.Gaps}");
    }

    private static long Missing(RoamingTotals totals, Publisher publisher) =>
        publisher.Sent.Select((sent, channel) => Math.Max(0, sent - totals.Reached[channel])).Sum();

    private void TellTimesAway(RoamingTotals before, RoamingTotals after)
    {
        var away = LatencyHistogram.Between(before.TimesAway, after.TimesAway);
        Tell($"from the close, or from reading again, to the first new event: p50 {away.QuantileMilliseconds(0.5):0} ms, p99 {away.QuantileMilliseconds(0.99):0} ms, longest {away.QuantileMilliseconds(1):0} ms");
    }

    private RoamingPlan PlanFor(ServiceProcess node, int clients) =>
        new(node.Address.Port, clients, new GatewayNode(site).Request(node.Address.Port), site.Channels, options.Size);

    private Task<ServiceProcess> StartNodeAsync() => new GatewayNode(site, options.Settings).StartAsync(FreePorts.Take(), stop);

    private void Tell(FormattableString line)
    {
        _told.Add(line.ToString(CultureInfo.InvariantCulture));
        progress.Say(_told[^1]);
    }

    private static string Megabytes(double bytes) => (bytes / 1e6).ToString("0", CultureInfo.InvariantCulture);
}
