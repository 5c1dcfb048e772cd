namespace Gateway.Channels;

/// <summary>A connection as its subscriptions see it: the list of those that have work, and a way to wake its send loop. No call of it blocks.</summary>
internal abstract class Subscriber
{
    private Subscription? _pending;
    private int _behind;

    /// <summary>Whether any of its subscriptions is behind its window.</summary>
    public bool IsBehind => Volatile.Read(ref _behind) > 0;

    /// <summary>The longest frame, in bytes, that the connection takes in its compressed form; 0, if none. Set before the first subscription.</summary>
    public int MaxDeflatedFrame { get; set; }

    /// <summary>Wakes the send loop: the list was empty and no longer is.</summary>
    public abstract void Wake();

    /// <summary>Tells that the log behind a subscription is not the same any more: it gets nothing more.</summary>
    public abstract void Lose();

    /// <summary>Tells since when events may be missing, because Kafka does not answer; null: none are any more. By one thread at a time.</summary>
    public abstract void TellFeed(DateTimeOffset? staleSince);

    /// <summary>A subscription that has work; null if none has.</summary>
    internal Subscription? FirstPending => Volatile.Read(ref _pending);

    /// <summary>Counts its subscriptions that are behind their window.</summary>
    internal void CountBehind(int more) => Interlocked.Add(ref _behind, more);

    /// <summary>Adds a subscription that is not in the list; true if the list was empty.</summary>
    internal bool Enqueue(Subscription subscription)
    {
        while (true)
        {
            var head = Volatile.Read(ref _pending);
            subscription.NextPending = head;
            if (Interlocked.CompareExchange(ref _pending, subscription, head) == head) return head is null;
        }
    }

    /// <summary>Takes the whole list, in the order of marking, linked by <see cref="Subscription.NextPending"/>; null if it is empty.</summary>
    public Subscription? TakePending()
    {
        Subscription? ordered = null;
        for (var rest = Interlocked.Exchange(ref _pending, null); rest is not null;)
        {
            var next = rest.NextPending;
            rest.NextPending = ordered;
            ordered = rest;
            rest = next;
        }
        return ordered;
    }
}
