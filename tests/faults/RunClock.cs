using System.Diagnostics;
using System.Globalization;

namespace Gateway.Tests.Faults;

/// <summary>The time since the start of a run: all that is noted is noted in it.</summary>
internal sealed class RunClock
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;

    public TimeSpan Now => Stopwatch.GetElapsedTime(_started);

    /// <summary>When Kafka's time stamp of a record, in milliseconds since 1970, lay in the run.</summary>
    public TimeSpan Of(long timestamp) => DateTimeOffset.FromUnixTimeMilliseconds(timestamp) - _startedAt;

    /// <summary>As minutes and seconds: <c>3:07.2</c>.</summary>
    public static string Text(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}.{Math.Abs(time.Milliseconds) / 100}");
}
