using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;
using Gateway.Shared.Events;

namespace Gateway.Shared.Kafka;

/// <summary>
/// What became of the events that this node has published of late, so that a publisher that sends one again is told so, and it is
/// not written twice. Bounded at 65,536 events, about 12 MiB, and 10 minutes. Safe from any thread.
/// </summary>
internal sealed class RecentPublishes(TimeProvider time)
{
    private const int MaxCount = 1 << 16;
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<UInt128, Publish> _publishes = new();
    private readonly ConcurrentQueue<Publish> _oldest = new();

    /// <summary>The publish of the event that came first; if it is this one, its outcome must be told by <see cref="Complete"/>.</summary>
    public Publish Begin(Topic topic, Event published, out bool isFirst)
    {
        Forget();
        var own = new Publish(IdentityOf(topic, published), time.GetTimestamp());
        var first = _publishes.GetOrAdd(own.Identity, own);
        isFirst = first == own;
        if (isFirst) _oldest.Enqueue(own);
        return first;
    }

    /// <summary>Tells the outcome. An event that was refused is as one that never came.</summary>
    public void Complete(Publish publish, PublishOutcome outcome)
    {
        if (outcome.Refusal is not null) Remove(publish);
        publish.Told.SetResult(outcome);
    }

    private void Forget()
    {
        while (_oldest.TryPeek(out var oldest) && (_oldest.Count > MaxCount || time.GetElapsedTime(oldest.Since) > MaxAge))
            if (_oldest.TryDequeue(out var forgotten)) Remove(forgotten);
    }

    private void Remove(Publish publish) => _publishes.TryRemove(KeyValuePair.Create(publish.Identity, publish));

    // The epoch: in a topic made anew nothing is there yet.
    private static UInt128 IdentityOf(Topic topic, Event published) => XxHash128.HashToUInt128(
        Encoding.UTF8.GetBytes($"{topic.Name}\0{topic.Epoch}\0{published.Channel}\0{published.Source}\0{published.Id}"));

    /// <summary>One event on its way to Kafka, or there.</summary>
    internal sealed class Publish(UInt128 identity, long since)
    {
        public UInt128 Identity => identity;

        public long Since => since;

        /// <summary>Completes with what became of it.</summary>
        public TaskCompletionSource<PublishOutcome> Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
