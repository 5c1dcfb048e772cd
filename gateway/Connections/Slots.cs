namespace Gateway.Connections;

/// <summary>Bounds how many commands of one kind wait for Kafka on one connection; above that its next command waits.</summary>
internal sealed class Slots
{
    private const int Count = 64;

    // Most connections never need them.
    private SemaphoreSlim? _semaphore;

    /// <summary>Takes a slot, waiting for one if need be.</summary>
    public Task TakeAsync() => (_semaphore ??= new SemaphoreSlim(Count)).WaitAsync();

    /// <summary>Gives a slot back.</summary>
    public void Release() => _semaphore!.Release();
}
