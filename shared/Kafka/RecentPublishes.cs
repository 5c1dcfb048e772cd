using System.Runtime.InteropServices;
using Gateway.Shared.Events;
using Gateway.Shared.Positions;

namespace Gateway.Shared.Kafka;

/// <summary>
/// What became of the events that this node has published of late, so that a publisher that sends one again is told so, and it is
/// not written twice. Bounded at 65,536 events, about 6 MiB, and 10 minutes. Safe from any thread.
/// </summary>
internal sealed class RecentPublishes(TimeProvider time)
{
    private const int MaxCount = 1 << 16;
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Publish> _underWay = [];

    // Values in arrays, not objects: tens of thousands that die just when they have grown old are what a garbage collector likes least.
    private readonly Dictionary<UInt128, Position> _stored = [];
    private readonly Queue<(UInt128 Identity, long Since)> _oldest = new();

    /// <summary>
    /// Begins a publish, whose outcome must be told by <see cref="Complete"/>; null if the event was sent before, then <paramref name="before"/> has, or will
    /// have, what became of it.
    /// </summary>
    public Publish? Begin(Topic topic, Event published, out Task<PublishOutcome>? before)
    {
        var identity = IdentityOf(topic, published);
        lock (_gate)
        {
            Forget();
            before = _stored.TryGetValue(identity, out var position) ? Task.FromResult(new PublishOutcome(position, null)) : null;
            if (before is null && _underWay.TryGetValue(identity, out var first)) before = first.Told;
            if (before is not null) return null;
            return _underWay[identity] = new Publish(identity);
        }
    }

    /// <summary>Tells the outcome. An event that was refused is as one that never came.</summary>
    public void Complete(Publish publish, PublishOutcome outcome)
    {
        lock (_gate)
        {
            _underWay.Remove(publish.Identity);
            if (outcome.Refusal is null) Remember(publish.Identity, outcome.Position);
        }
        publish.Tell(outcome);
    }

    private void Remember(UInt128 identity, Position position)
    {
        _stored[identity] = position;
        _oldest.Enqueue((identity, time.GetTimestamp()));
    }

    private void Forget()
    {
        while (_oldest.TryPeek(out var oldest) && (_oldest.Count > MaxCount || time.GetElapsedTime(oldest.Since) > MaxAge))
            _stored.Remove(_oldest.Dequeue().Identity);
    }

    // The epoch: in a topic made anew nothing is there yet. A publisher chooses the last three: none of them may pass for another's.
    private static UInt128 IdentityOf(Topic topic, Event published)
    {
        var hash = new KeyedHash();
        hash.Add(topic.Epoch);
        hash.Add(MemoryMarshal.AsBytes(topic.Name.AsSpan()));
        hash.Add(MemoryMarshal.AsBytes(published.Channel.AsSpan()));
        hash.Add(MemoryMarshal.AsBytes(published.Source.AsSpan()));
        hash.Add(MemoryMarshal.AsBytes(published.Id.AsSpan()));
        return hash.End();
    }

    /// <summary>One event on its way to Kafka.</summary>
    internal sealed class Publish(UInt128 identity)
    {
        private TaskCompletionSource<PublishOutcome>? _told;

        public UInt128 Identity => identity;

        /// <summary>Completes with what became of it; asked for under the lock, before it is told.</summary>
        public Task<PublishOutcome> Told => (_told ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public void Tell(PublishOutcome outcome) => _told?.SetResult(outcome);
    }
}
