using System.Threading.Tasks.Sources;

namespace Gateway.Connections;

/// <summary>
/// Wakes one send loop. Any thread may set it, however often; the loop alone waits. Allocates nothing, and lets the loop go on
/// in its <see cref="SendQueue"/>.
/// </summary>
internal sealed class WakeSignal(SendQueue queue) : IValueTaskSource
{
    private const int Running = 0;
    private const int Set = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _source;
    private int _state;

    /// <summary>Wakes the loop, or lets its next wait return at once.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _state, Set) == Waiting) queue.Schedule(this);
    }

    /// <summary>Waits until it is woken.</summary>
    public ValueTask WaitAsync()
    {
        _source.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Running) == Running) return new ValueTask(this, _source.Version);
        Interlocked.Exchange(ref _state, Running);
        return default;
    }

    /// <summary>Lets the loop go on in its queue, whatever thread it is on. It must look for work before it waits: who wakes it meanwhile does nothing.</summary>
    public ValueTask YieldAsync()
    {
        _source.Reset();
        Interlocked.Exchange(ref _state, Set);
        queue.Schedule(this);
        return new ValueTask(this, _source.Version);
    }

    /// <summary>Runs the loop on, until it waits again. Called by the queue.</summary>
    public void Continue() => _source.SetResult(true);

    void IValueTaskSource.GetResult(short token)
    {
        _source.GetResult(token);
        // A full fence: the loop looks for work only after this, so that a wake that found the signal set is not lost.
        Interlocked.Exchange(ref _state, Running);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
