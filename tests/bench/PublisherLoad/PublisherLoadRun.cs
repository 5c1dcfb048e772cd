using System.Diagnostics;
using Gateway.Bench.Measuring;
using Gateway.Bench.Report;
using Gateway.Bench.Servers;
using Gateway.Tests.Processes;

namespace Gateway.Bench.PublisherLoad;

/// <summary>
/// Measures the publisher API against a bare producer on the same broker. Nothing is pinned: both may use the whole machine, which Kafka shares with
/// them, and the API's clients with the API. So what the API costs, and what it costs to call it, is all in the ratio.
/// </summary>
internal sealed class PublisherLoadRun(PublisherLoadPlan plan, BenchSite site, Progress progress)
{
    /// <summary>Runs all rounds; the topic is there.</summary>
    public async Task<PublisherLoadResult> RunAsync(CancellationToken stop)
    {
        var port = FreePorts.Take();
        await using var api = await PublisherNode.StartAsync(site, port, stop, plan.Settings);
        var rounds = new List<PublisherRound>();
        for (var round = 0; round < plan.Rounds; round++) rounds.Add(await RunRoundAsync(api.Process.Id, port, stop));
        return new PublisherLoadResult(rounds);
    }

    private async Task<PublisherRound> RunRoundAsync(int process, int port, CancellationToken stop)
    {
        var round = new PublisherRound(
            await BareAsync(bare => bare.SendSinglesAsync(), stop),
            await ApiAsync(process, port, plan.InFlight, i => PublisherRequests.Single(site.App, site.ApiKey, i % plan.Channels, plan.Size), stop),
            await BareAsync(bare => bare.SendBatchesAsync(), stop),
            await ApiAsync(process, port, plan.BatchesInFlight, _ => PublisherRequests.Batch(site.App, site.ApiKey, plan), stop));
        progress.Say(FormattableString.Invariant(
            $"publisher: single {round.ApiSingle.PerSecond:0} of {round.BareSingle.PerSecond:0}/s, batch {round.ApiBatch.PerSecond:0} of {round.BareBatch.PerSecond:0}/s"));
        return round;
    }

    private async Task<PublisherReading> BareAsync(Func<BareProducer, Task> sendAsync, CancellationToken stop)
    {
        using var bare = new BareProducer(site.BootstrapServers, site.Topic, plan);
        var sending = sendAsync(bare);
        var reading = await MeasureAsync(() => bare.Acknowledged, () => 0, stop);
        bare.Stop();
        await sending;
        return reading;
    }

    private async Task<PublisherReading> ApiAsync(int process, int port, int connections, Func<int, PreparedRequest> request, CancellationToken stop)
    {
        using var load = new HttpLoad(port, Enumerable.Range(0, connections).Select(request));
        return await MeasureAsync(() => load.Acknowledged, () => ProcessReading.Of(process).CpuSeconds, stop);
    }

    private async Task<PublisherReading> MeasureAsync(Func<long> acknowledged, Func<double> cpuSeconds, CancellationToken stop)
    {
        await Task.Delay(plan.Warmup, stop);
        var (started, first, cpu) = (Stopwatch.GetTimestamp(), acknowledged(), cpuSeconds());
        await Task.Delay(plan.Measured, stop);
        var events = Math.Max(1, acknowledged() - first);
        return new(events / Stopwatch.GetElapsedTime(started).TotalSeconds, (cpuSeconds() - cpu) * 1e6 / events);
    }
}
