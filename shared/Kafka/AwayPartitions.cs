using System.Collections.Concurrent;
using Confluent.Kafka;

namespace Gateway.Shared.Kafka;

/// <summary>
/// The partitions for which Kafka did not take an event in time. While one is away only a few publishes at a time wait for it, to see
/// whether it is back; the others are refused at once, instead of waiting in their thousands for the same time-out. Safe from any thread.
/// </summary>
internal sealed class AwayPartitions
{
    /// <summary>How many publishes may wait for a partition that is away.</summary>
    public const int MaxProbes = 16;

    private readonly ConcurrentDictionary<TopicPartition, Probes> _away = new();

    // So that nothing is looked up as long as Kafka is well.
    private int _count;

    /// <summary>Whether a publish may wait for Kafka; then <see cref="Leave"/> must follow, with the same <paramref name="probes"/>.</summary>
    public bool TryEnter(TopicPartition partition, out Probes? probes)
    {
        probes = null;
        if (Volatile.Read(ref _count) == 0 || !_away.TryGetValue(partition, out probes)) return true;
        if (Interlocked.Increment(ref probes.Waiting) <= MaxProbes) return true;
        Interlocked.Decrement(ref probes.Waiting);
        return false;
    }

    /// <summary>Notes what Kafka has answered.</summary>
    public void Leave(TopicPartition partition, Probes? probes, ErrorCode answer)
    {
        if (probes is not null) Interlocked.Decrement(ref probes.Waiting);
        if (answer is ErrorCode.Local_MsgTimedOut)
        {
            if (_away.TryAdd(partition, new Probes())) Interlocked.Increment(ref _count);
        }
        else if (answer is ErrorCode.NoError && Volatile.Read(ref _count) > 0 && _away.TryRemove(partition, out _)) Interlocked.Decrement(ref _count);
    }

    /// <summary>The publishes that wait for a partition that is away.</summary>
    internal sealed class Probes
    {
        public int Waiting;
    }
}
