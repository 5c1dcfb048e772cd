namespace Gateway.Channels;

/// <summary>
/// How complete one partition's window is: Kafka is asked for the partition's end now and then, and once the window has come as far,
/// it is known that it had everything at the time of asking. By one thread at a time; times are the clock's own ticks.
/// </summary>
internal sealed class PartitionFeed(long completeAt)
{
    // A reader that stands still must not let them pile up.
    private const int MaxAsked = 16;

    private readonly Queue<(long End, long At)> _asked = [];

    /// <summary>The last time of which it is known that the window had all that Kafka had.</summary>
    public long CompleteAt { get; private set; } = completeAt;

    /// <summary>Notes that the partition's next record would have had this offset at that time.</summary>
    public void Asked(long end, long at)
    {
        if (_asked.Count < MaxAsked) _asked.Enqueue((end, at));
    }

    /// <summary>Notes that the window has everything up to this offset.</summary>
    public void Settled(long offset)
    {
        while (_asked.TryPeek(out var asked) && asked.End <= offset + 1) CompleteAt = _asked.Dequeue().At;
    }
}
