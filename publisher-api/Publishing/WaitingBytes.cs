using Microsoft.Extensions.Options;

namespace Gateway.PublisherApi.Publishing;

/// <summary>Bounds the memory of the bodies that are read or wait for Kafka: while Kafka is away requests come faster than they go.</summary>
internal sealed class WaitingBytes(IOptions<PublisherApiOptions> options)
{
    private readonly long _limit = options.Value.MaxWaitingBytes;
    private long _taken;

    /// <summary>Takes room for a body; null if there is none.</summary>
    public Lease? TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= _limit) return new Lease(this, bytes);
        Interlocked.Add(ref _taken, -bytes);
        return null;
    }

    /// <summary>Room for one body, given back when disposed of.</summary>
    public sealed class Lease(WaitingBytes owner, long bytes) : IDisposable
    {
        private long _bytes = bytes;

        /// <summary>Gives back what the body turned out not to need.</summary>
        public void ShrinkTo(long needed)
        {
            Interlocked.Add(ref owner._taken, needed - _bytes);
            _bytes = needed;
        }

        public void Dispose() => ShrinkTo(0);
    }
}
