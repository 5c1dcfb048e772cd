namespace Gateway.Shared.Telemetry;

/// <summary>Lets one line through in every 10 s and counts the others: what fails for as long as Kafka is away must not fill the log. Safe from any thread.</summary>
public sealed class LogThrottle(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _last;
    private int _suppressed;

    /// <summary>Whether the line is to be written; if so, how many were not since the last that was.</summary>
    public bool Admits(out int suppressed)
    {
        lock (_gate)
        {
            suppressed = _suppressed;
            if (_last is { } last && time.GetElapsedTime(last) < Interval)
            {
                _suppressed++;
                return false;
            }
            _last = time.GetTimestamp();
            _suppressed = 0;
            return true;
        }
    }
}
