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
    private const int NoProcess = -1;

    /// <summary>Runs all rounds; the topic is there.</summary>
    public async Task<PublisherLoadResult> RunAsync(CancellationToken stop)
    {
        var port = FreePorts.Take();
        await using var api = await PublisherNode.StartAsync(site, port, stop, plan.Settings);
        var leastPort = FreePorts.Take();
        await using var least = await LeastApi.StartAsync(site, leastPort, stop);
        var rounds = new List<PublisherRound>();
        for (var round = 0; round < plan.Rounds; round++) rounds.Add(await RunRoundAsync((api.Process.Id, port), (least.Process.Id, leastPort), stop));
        return new PublisherLoadResult(rounds);
    }

    private async Task<PublisherRound> RunRoundAsync((int Process, int Port) api, (int Process, int Port) least, CancellationToken stop)
    {
        var round = new PublisherRound(
            await BareAsync(bare => bare.SendSinglesAsync(), stop),
            await ApiAsync(api, plan.InFlight, Single, stop),
            await ApiAsync(least, plan.InFlight, Single, stop),
            await BareAsync(bare => bare.SendBatchesAsync(), stop),
            await ApiAsync(api, plan.BatchesInFlight, Batch, stop),
            await ApiAsync(least, plan.BatchesInFlight, Batch, stop));
        progress.Say(FormattableString.Invariant(
            $"publisher: single {round.ApiSingle.PerSecond:0} (least API {round.LeastSingle.PerSecond:0}) of {round.BareSingle.PerSecond:0}/s, batch {round.ApiBatch.PerSecond:0} (least API {round.LeastBatch.PerSecond:0}) of {round.BareBatch.PerSecond:0}/s; µs {round.ApiSingle.Microseconds} ({round.LeastSingle.Microseconds}) of {round.BareSingle.Microseconds}, {round.ApiBatch.Microseconds} ({round.LeastBatch.Microseconds}) of {round.BareBatch.Microseconds}"));
        return round;
    }

    private PreparedRequest Single(int connection) => PublisherRequests.Single(site.App, site.ApiKey, connection % plan.Channels, plan.Size);

    private PreparedRequest Batch(int connection) => PublisherRequests.Batch(site.App, site.ApiKey, plan);

    private async Task<PublisherReading> BareAsync(Func<BareProducer, Task> sendAsync, CancellationToken stop)
    {
        using var bare = new BareProducer(site.BootstrapServers, site.Topic, plan);
        var sending = sendAsync(bare);
        var reading = await MeasureAsync(() => bare.Acknowledged, NoProcess, stop);
        bare.Stop();
        await sending;
        return reading;
    }

    private async Task<PublisherReading> ApiAsync((int Process, int Port) api, int connections, Func<int, PreparedRequest> request, CancellationToken stop)
    {
        using var load = new HttpLoad(api.Port, Enumerable.Range(0, connections).Select(request));
        return await MeasureAsync(() => load.Acknowledged, api.Process, stop);
    }

    private async Task<PublisherReading> MeasureAsync(Func<long> acknowledged, int api, CancellationToken stop)
    {
        await Task.Delay(plan.Warmup, stop);
        var (started, first, cpu) = (Stopwatch.GetTimestamp(), acknowledged(), CpuTimes.Of(api));
        await Task.Delay(plan.Measured, stop);
        var events = Math.Max(1, acknowledged() - first);
        var used = CpuTimes.Of(api).Since(cpu, events);
        return new(events / Stopwatch.GetElapsedTime(started).TotalSeconds, used.Api, used.Caller, used.Others);
    }

    // Processor time, in seconds, or in microseconds of an event.
    private readonly record struct CpuTimes(double Api, double Caller, double Others)
    {
        public static CpuTimes Of(int api)
        {
            var (ofApi, ofCaller) = (ProcessReading.Of(api).CpuSeconds, ProcessReading.Of(Environment.ProcessId).CpuSeconds);
            return new(ofApi, ofCaller, ProcessReading.MachineCpuSeconds() - ofApi - ofCaller);
        }

        public CpuTimes Since(CpuTimes before, long events) =>
            new((Api - before.Api) * 1e6 / events, (Caller - before.Caller) * 1e6 / events, (Others - before.Others) * 1e6 / events);
    }
}
