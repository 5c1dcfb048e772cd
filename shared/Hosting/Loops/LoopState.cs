using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Shared.Hosting.Loops;

/// <summary>How one loop fares: counts and logs its failures, and tells how long to wait after one. Safe from any thread.</summary>
public sealed partial class LoopState(string name, TimeProvider time, ILogger log)
{
    // Fewer in a row, and for less time, are taken for a mishap from which the loop recovers.
    private const int TooMany = 3;
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly LogThrottle _throttle = new(time);
    private readonly Prometheus.Counter.Child _count = LoopMetrics.Failures.WithLabels(name);
    private volatile int _inARow;
    private long _since;
    private string _last = "";

    /// <summary>The loop's name.</summary>
    public string Name => name;

    /// <summary>Why the service is not ready: the loop has failed three rounds in a row, or for 30 s. Null if the loop is well.</summary>
    public string? Fault
    {
        get
        {
            lock (_gate)
            {
                if (_inARow == 0 || (_inARow < TooMany && time.GetElapsedTime(_since) < TooLong)) return null;
                return $"The loop {name} has failed {_inARow} times in a row, for {time.GetElapsedTime(_since).TotalSeconds:0} s, the last time by {_last}.";
            }
        }
    }

    /// <summary>Notes a round that went well. Costs one read, unless the round before failed.</summary>
    public void Succeeded()
    {
        if (_inARow > 0) Recover();
    }

    /// <summary>Notes a round that failed. Returns how long to wait: from 100 ms on, twice as long after each failure, up to 10 s, less up to half by chance.</summary>
    public TimeSpan Failed(Exception failure)
    {
        _count.Inc();
        if (_throttle.Admits(out var suppressed)) LogFailed(log, failure, name, suppressed);
        lock (_gate)
        {
            if (_inARow == 0) _since = time.GetTimestamp();
            _inARow++;
            // Not its message, which may name a tenant.
            _last = failure.GetType().Name;
            return PauseAfter(_inARow);
        }
    }

    // Not all nodes at once.
    private static TimeSpan PauseAfter(int failures)
    {
        var longest = Math.Min(LongestPause.TotalMilliseconds, ShortestPause.TotalMilliseconds * Math.Pow(2, failures - 1));
        return TimeSpan.FromMilliseconds(longest * (1 - (Random.Shared.NextDouble() / 2)));
    }

    private void Recover()
    {
        int failures;
        lock (_gate) (failures, _inARow) = (_inARow, 0);
        if (failures > 0) LogRecovered(log, name, failures);
    }

    [LoggerMessage(1140, LogLevel.Error, "A round of the loop {Loop} failed; it is tried again. ({Suppressed} lines left out before)")]
    private static partial void LogFailed(ILogger log, Exception failure, string loop, int suppressed);

    [LoggerMessage(1141, LogLevel.Information, "The loop {Loop} goes on, after {Failures} rounds that failed.")]
    private static partial void LogRecovered(ILogger log, string loop, int failures);
}
