using System.Diagnostics;
using System.Text.Json;
using Gateway.Bench.Load;

namespace Gateway.Bench.Roaming;

/// <summary>The roaming clients' process, seen from the bench.</summary>
internal sealed class RoamingClients : IDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;

    private RoamingClients(Process process) => _process = process;

    /// <summary>Starts it; it opens its connections meanwhile.</summary>
    public static RoamingClients Start(RoamingPlan plan)
    {
        var start = LoadClient.SelfStart("roaming", plan.ToArgument());
        return new RoamingClients(Process.Start(start) ?? throw new BenchException("The roaming clients did not start."));
    }

    /// <summary>Gives an order, or none; the totals after it.</summary>
    public async Task<RoamingTotals> OrderAsync(string order, CancellationToken stop)
    {
        await _process.StandardInput.WriteLineAsync(order.AsMemory(), stop);
        await _process.StandardInput.FlushAsync(stop);
        var line = await _process.StandardOutput.ReadLineAsync(stop) ?? throw new BenchException("The roaming clients ended.");
        return JsonSerializer.Deserialize<RoamingTotals>(line) ?? throw new BenchException($"The roaming clients said: {line}");
    }

    /// <summary>Waits until the totals are as wanted, or the time is up: the last of them.</summary>
    public async Task<RoamingTotals> UntilAsync(Predicate<RoamingTotals> reached, TimeSpan limit, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var totals = await OrderAsync("", stop);
            if (reached(totals) || Stopwatch.GetElapsedTime(started) > limit) return totals;
            await Task.Delay(AskAgain, stop);
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
