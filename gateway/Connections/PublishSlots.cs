namespace Gateway.Connections;

/// <summary>Bounds how many publishes of one connection wait for Kafka; above that its next command waits.</summary>
internal sealed class PublishSlots
{
    private const int Slots = 64;

    // Most connections never publish.
    private SemaphoreSlim? _semaphore;

    /// <summary>Takes a slot, waiting for one if need be.</summary>
    public Task TakeAsync() => (_semaphore ??= new SemaphoreSlim(Slots)).WaitAsync();

    /// <summary>Gives a slot back.</summary>
    public void Release() => _semaphore!.Release();
}
