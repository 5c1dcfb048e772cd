using System.Runtime.InteropServices;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;
using Gateway.Shared.Positions;

namespace Gateway.Shared.Kafka;

/// <summary>
/// What became of the events that this node has published of late, so that a publisher that sends one again is told so, and it is
/// not written twice; an event with the same id and other content is none of these, and is refused. Bounded at 65,536 events, about 7 MiB, and 10 minutes. Safe from
/// any thread.
/// </summary>
internal sealed class RecentPublishes(TimeProvider time)
{
    private const int MaxCount = 1 << 16;
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);
    private static readonly PublishOutcome Conflict = new(default, Codes.IdConflict);

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Publish> _underWay = [];

    // Values in arrays, not objects: tens of thousands that die just when they have grown old are what a garbage collector likes least.
    private readonly Dictionary<UInt128, (Position Position, ulong Content)> _stored = [];
    private readonly Queue<(UInt128 Identity, long Since)> _oldest = new();

    /// <summary>
    /// Begins a publish, whose outcome must be told by <see cref="Complete"/>; null if the event was sent before, then <paramref name="before"/> has, or will
    /// have, what became of it.
    /// </summary>
    public Publish? Begin(Topic topic, Event published, out Task<PublishOutcome>? before)
    {
        var (identity, content) = (IdentityOf(topic, published), ContentOf(published));
        lock (_gate)
        {
            Forget();
            before = BeforeOf(identity, content);
            return before is null ? _underWay[identity] = new Publish(identity, content) : null;
        }
    }

    /// <summary>Tells the outcome. An event that was refused is as one that never came.</summary>
    public void Complete(Publish publish, PublishOutcome outcome)
    {
        lock (_gate)
        {
            _underWay.Remove(publish.Identity);
            if (outcome.Refusal is null) Remember(publish, outcome.Position);
        }
        publish.Tell(outcome);
    }

    private Task<PublishOutcome>? BeforeOf(UInt128 identity, ulong content)
    {
        if (_stored.TryGetValue(identity, out var stored)) return Task.FromResult(stored.Content == content ? new PublishOutcome(stored.Position, null) : Conflict);
        if (!_underWay.TryGetValue(identity, out var first)) return null;
        return first.Content == content ? first.Told : ConflictAfterAsync(first.Told);
    }

    // If the first is not stored in the end, there is none to be in conflict with: what comes second may be tried again.
    private static async Task<PublishOutcome> ConflictAfterAsync(Task<PublishOutcome> first) => await first is { Refusal: not null } refused ? refused : Conflict;

    private void Remember(Publish publish, Position position)
    {
        _stored[publish.Identity] = (position, publish.Content);
        _oldest.Enqueue((publish.Identity, time.GetTimestamp()));
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

    // Without the time, which a sender that repeats an event may well set anew.
    private static ulong ContentOf(Event published)
    {
        var hash = new KeyedHash();
        Add(ref hash, published.Type);
        Add(ref hash, published.Subject);
        Add(ref hash, published.DataContentType);
        hash.Add(ContentOf(published.Extensions));
        hash.Add(published.Data is null ? 0UL : 1UL);
        hash.Add(published.Data.GetValueOrDefault().Span);
        return (ulong)hash.End();
    }

    // In whatever order they came.
    private static ulong ContentOf(IReadOnlyList<KeyValuePair<string, string>> extensions)
    {
        var all = 0UL;
        for (var i = 0; i < extensions.Count; i++)
        {
            var hash = new KeyedHash();
            Add(ref hash, extensions[i].Key);
            Add(ref hash, extensions[i].Value);
            all += (ulong)hash.End();
        }
        return all;
    }

    private static void Add(ref KeyedHash hash, string? text) => hash.Add(MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>One event on its way to Kafka.</summary>
    internal sealed class Publish(UInt128 identity, ulong content)
    {
        private TaskCompletionSource<PublishOutcome>? _told;

        public UInt128 Identity => identity;

        /// <summary>Stands for what the event says, but not for when.</summary>
        public ulong Content => content;

        /// <summary>Completes with what became of it; asked for under the lock, before it is told.</summary>
        public Task<PublishOutcome> Told => (_told ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public void Tell(PublishOutcome outcome) => _told?.SetResult(outcome);
    }
}
