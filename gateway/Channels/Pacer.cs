using Gateway.Shared.Hosting.Loops;

namespace Gateway.Channels;

/// <summary>Holds subscriptions back until their time has come, with one timer for all. Safe from any thread.</summary>
internal sealed class Pacer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Subscription, long> _held = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly LoopState? _state;

    public Pacer(TimeProvider time, LoopHealth? health = null)
    {
        _time = time;
        _state = health?.Add("pacer");
        _timer = time.CreateTimer(_ => TryRelease(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time so long from now, in the clock's ticks.</summary>
    public long In(TimeSpan span) => _time.GetTimestamp() + (long)(span.TotalSeconds * _time.TimestampFrequency);

    /// <summary>Holds a subscription that has work until <paramref name="due"/>, when it is given back to its subscriber; false if that has passed.</summary>
    public bool Hold(Subscription subscription, long due)
    {
        if (due <= _time.GetTimestamp()) return false;
        lock (_gate)
        {
            _held.Enqueue(subscription, due);
            if (_held.Peek() == subscription) Arm(due);
        }
        return true;
    }

    public void Dispose() => _timer.Dispose();

    // An exception of a timer would end the process.
    private void TryRelease()
    {
        try
        {
            Release();
            _state?.Succeeded();
        }
        catch (Exception failure) when (_state is not null)
        {
            _timer.Change(_state.Failed(failure), Timeout.InfiniteTimeSpan);
        }
    }

    private void Release()
    {
        while (TakeDue() is { } subscription)
            if (subscription.Subscriber.Enqueue(subscription)) subscription.Subscriber.Wake();
    }

    private Subscription? TakeDue()
    {
        lock (_gate)
        {
            if (!_held.TryPeek(out _, out var due)) return null;
            if (due <= _time.GetTimestamp()) return _held.Dequeue();
            Arm(due);
            return null;
        }
    }

    // Never early: a timer counts in whole milliseconds.
    private void Arm(long due) =>
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, due - _time.GetTimestamp()) * 1000.0 / _time.TimestampFrequency)), Timeout.InfiniteTimeSpan);
}
