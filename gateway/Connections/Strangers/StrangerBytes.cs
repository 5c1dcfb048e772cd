using Microsoft.Extensions.Options;

namespace Gateway.Connections.Strangers;

/// <summary>What all strangers of the node have sent and not yet earned a grant with, in bytes.</summary>
internal sealed class StrangerBytes(IOptions<StrangerOptions> options)
{
    private long _held;

    /// <summary>How many there are.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Counts more; false if these are too many. They are counted all the same, until <see cref="GiveBack"/>.</summary>
    public bool TryHold(long bytes) => Interlocked.Add(ref _held, bytes) <= options.Value.MaxBytes;

    /// <summary>Forgets what was held.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref _held, -bytes);
}
