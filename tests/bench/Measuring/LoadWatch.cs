using Gateway.Bench.Load;
using Gateway.Bench.Report;

namespace Gateway.Bench.Measuring;

/// <summary>Waits for what the load client tells, and tells it on.</summary>
internal sealed class LoadWatch(LoadClient client, Progress progress, string what, CancellationToken stop)
{
    private const int FirstEventSeconds = 30;
    private const int DrainSeconds = 10;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Until the first event has arrived: kafkajs may sleep for 5 s when it finds a topic empty at its start.</summary>
    public async Task FirstEventAsync()
    {
        if ((await UntilAsync(totals => totals.Events > 0, FirstEventSeconds)).Events == 0)
            throw new BenchException($"No event reached a client within {FirstEventSeconds} s.");
    }

    /// <summary>For some seconds, telling how it goes.</summary>
    public async Task ForAsync(string phase, int seconds)
    {
        var before = await client.TotalsAsync(stop);
        for (var second = 1; second <= seconds; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
            var now = await client.TotalsAsync(stop);
            progress.Update($"{what}: {phase} {second}/{seconds} s, {now.Events - before.Events} events/s, {now.Closed} closed {now.LastClose}");
            before = now;
        }
    }

    /// <summary>Until all that is due is there, or for as long as a server may reasonably be behind.</summary>
    public Task<LoadTotals> DrainAsync(long due) => UntilAsync(totals => totals.Events - totals.Duplicates >= due, DrainSeconds);

    private async Task<LoadTotals> UntilAsync(Predicate<LoadTotals> enough, int seconds)
    {
        var totals = await client.TotalsAsync(stop);
        for (var waited = TimeSpan.Zero; !enough(totals) && waited < TimeSpan.FromSeconds(seconds); waited += AskAgain)
        {
            await Task.Delay(AskAgain, stop);
            totals = await client.TotalsAsync(stop);
        }
        return totals;
    }
}
