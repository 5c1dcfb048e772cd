namespace Gateway.Connections;

/// <summary>
/// Has a send queue that works most of the time rest, so that more events gather for each write: a write has a price of its own, whatever it
/// carries (on loopback 12 µs, and 0.1 for each event in it). Its measure is the lap, in which each loop that was woken runs once: the next begins no
/// sooner than twice the time that the last one took in work. A queue that has little to do never rests, nor does one whose writes are large as
/// it is. (What network cards do, as interrupt moderation.) Used by one thread at a time.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="most">The longest rest.</param>
internal sealed class SendPace(TimeProvider time, TimeSpan most)
{
    // Who waits for less than this is not kept waiting for longer.
    private static readonly TimeSpan LeastWork = TimeSpan.FromMilliseconds(5);

    // Of a loop in a lap: a write takes no more than half of it.
    private const int EnoughBytes = 128 << 10;

    private long _began = time.GetTimestamp();
    private long _resumed;
    private long _bytes;
    private TimeSpan _work;

    /// <summary>Where the time comes from.</summary>
    public TimeProvider Time => time;

    /// <summary>The queue begins, or goes on, to work.</summary>
    public void Resume() => _resumed = time.GetTimestamp();

    /// <summary>The queue has no work for now.</summary>
    public void Pause()
    {
        var now = time.GetTimestamp();
        _work += time.GetElapsedTime(_resumed, now);
        _resumed = now;
    }

    /// <summary>Ends a lap; returns for how long the queue is to rest before the next.</summary>
    /// <param name="loops">How many loops have run in it.</param>
    /// <param name="bytes">How many bytes they have sent, with those of all laps before.</param>
    public TimeSpan EndLap(int loops, long bytes)
    {
        Pause();
        var isNeedless = _work < LeastWork || bytes - _bytes >= (long)loops * EnoughBytes;
        var rest = isNeedless ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Min(_work.Ticks, most.Ticks));
        // What it was idle meanwhile it has rested.
        rest += _work - time.GetElapsedTime(_began, _resumed);
        if (rest < TimeSpan.Zero) rest = TimeSpan.Zero;
        _began = _resumed + (long)(rest.TotalSeconds * time.TimestampFrequency);
        _bytes = bytes;
        _work = TimeSpan.Zero;
        return rest;
    }
}
