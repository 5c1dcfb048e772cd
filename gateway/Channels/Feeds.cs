namespace Gateway.Channels;

/// <summary>
/// Which partitions are stale: of which it has not been shown for some time that their windows have all that Kafka has, because Kafka
/// does not answer or the reader stands still. Their subscribers are told, once, and told again when all of their partitions are live. By
/// one thread at a time.
/// </summary>
internal sealed class Feeds(WindowTable windows, TimeProvider time, TimeSpan staleAfter)
{
    private readonly Dictionary<PartitionWindow, PartitionFeed> _feeds = [];
    private Dictionary<Subscriber, long> _told = [];

    /// <summary>How many partitions were stale at the last <see cref="Check"/>.</summary>
    public int Stale { get; private set; }

    /// <summary>The windows that are read now: whose ends are to be asked.</summary>
    public IReadOnlyCollection<PartitionWindow> Watch()
    {
        var open = windows.All.Where(window => window.Opened is { IsCompleted: true, Result: true }).ToHashSet();
        foreach (var window in _feeds.Keys.Except(open).ToList()) _feeds.Remove(window);
        // Its end was asked just before it was opened.
        foreach (var window in open) _feeds.TryAdd(window, new PartitionFeed(time.GetTimestamp()));
        return open;
    }

    /// <summary>Notes the ends that Kafka told; the offset of each is that of the partition's next record. A partition that is missing was not told.</summary>
    /// <param name="ends">By topic and partition.</param>
    /// <param name="askedAt">When they were asked, in the clock's ticks.</param>
    public void Check(IReadOnlyDictionary<(string Topic, int Partition), long> ends, long askedAt)
    {
        foreach (var (window, feed) in _feeds)
        {
            if (ends.TryGetValue((window.Id.Topic, window.Id.Partition), out var end)) feed.Asked(end, askedAt);
            feed.Settled(window.Settled);
        }
        Tell();
    }

    private void Tell()
    {
        var stale = new Dictionary<Subscriber, long>();
        Stale = 0;
        foreach (var (window, feed) in _feeds)
        {
            if (time.GetElapsedTime(feed.CompleteAt) <= staleAfter) continue;
            Stale++;
            foreach (var subscriber in window.Subscribers())
                stale[subscriber] = Math.Min(feed.CompleteAt, stale.GetValueOrDefault(subscriber, long.MaxValue));
        }
        foreach (var (subscriber, since) in stale)
            if (!_told.ContainsKey(subscriber)) subscriber.TellFeed(time.GetUtcNow() - time.GetElapsedTime(since));
        foreach (var (subscriber, _) in _told)
            if (!stale.ContainsKey(subscriber)) subscriber.TellFeed(null);
        _told = stale;
    }
}
