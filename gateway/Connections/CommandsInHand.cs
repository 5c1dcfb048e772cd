namespace Gateway.Connections;

/// <summary>
/// The commands of one connection that were begun and are not yet answered, so that a client is sent away only when they are. Safe
/// from any thread.
/// </summary>
internal sealed class CommandsInHand
{
    private const int Refusing = 1 << 30;

    private TaskCompletionSource? _none;
    private int _state;

    /// <summary>Begins one; false after <see cref="RefuseAsync"/>: it is not to be carried out.</summary>
    public bool TryBegin()
    {
        if (Interlocked.Increment(ref _state) < Refusing) return true;
        End();
        return false;
    }

    /// <summary>Holds one that was begun, beyond the end of its dispatch, until a further <see cref="End"/>.</summary>
    public void Hold() => Interlocked.Increment(ref _state);

    /// <summary>Ends one, after its reply was queued.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref _state) == Refusing) _none!.TrySetResult();
    }

    /// <summary>Lets none begin from now on; completes when those that were begun have ended. To be called once.</summary>
    public Task RefuseAsync()
    {
        var none = _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.Or(ref _state, Refusing) == 0) none.TrySetResult();
        return none.Task;
    }
}
