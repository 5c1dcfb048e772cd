namespace Gateway.Tests.Faults.Network;

/// <summary>What the bytes of a link wait at while it is cut in silence.</summary>
internal sealed class LinkGate
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _shut;

    /// <summary>Completes when the gate is open.</summary>
    public Task WhenOpenAsync() => Volatile.Read(ref _shut)?.Task ?? Task.CompletedTask;

    public void Shut()
    {
        lock (_gate) _shut ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Open()
    {
        lock (_gate)
        {
            _shut?.SetResult();
            _shut = null;
        }
    }
}
