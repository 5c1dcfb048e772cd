using System.Collections.Concurrent;
using Confluent.Kafka;

namespace Gateway.Shared.Kafka;

/// <summary>
/// The partitions for which Kafka did not take an event in time. While one is away publishes for it are refused at once, instead of waiting in their thousands for
/// the same time-out. Only when Kafka answers questions about it again (<see cref="Found"/>) one publish at a time tries whether it is back. Safe from any thread.
/// </summary>
internal sealed class AwayPartitions
{
    private readonly ConcurrentDictionary<TopicPartition, Away> _away = new();

    // So that nothing is looked up as long as Kafka is well.
    private int _count;

    /// <summary>Told when the first partition is away, and when none is any more. Must not block.</summary>
    public Action<bool>? Changed { get; set; }

    /// <summary>Those that are away, and for which no publish tries whether they are back.</summary>
    public IEnumerable<TopicPartition> Unknown => _away.Where(away => !away.Value.MayTry).Select(away => away.Key);

    /// <summary>Whether a publish may wait for Kafka; then <see cref="Leave"/> must follow, with the same <paramref name="attempt"/>.</summary>
    public bool TryEnter(TopicPartition partition, out Away? attempt)
    {
        attempt = null;
        return Volatile.Read(ref _count) == 0 || !_away.TryGetValue(partition, out attempt) || attempt.TryBegin();
    }

    /// <summary>Notes what Kafka has answered.</summary>
    public void Leave(TopicPartition partition, Away? attempt, ErrorCode answer)
    {
        if (answer is ErrorCode.Local_MsgTimedOut) Miss(partition);
        else if (answer is ErrorCode.NoError && Volatile.Read(ref _count) > 0 && _away.TryRemove(partition, out _)) Count(-1);
        attempt?.End(again: answer is not ErrorCode.Local_MsgTimedOut);
    }

    /// <summary>Notes that Kafka answers questions about the partition: a publish may try.</summary>
    public void Found(TopicPartition partition)
    {
        if (_away.TryGetValue(partition, out var away)) away.MayTry = true;
    }

    private void Miss(TopicPartition partition)
    {
        if (_away.TryAdd(partition, new Away())) Count(1);
    }

    private void Count(int more)
    {
        var count = Interlocked.Add(ref _count, more);
        if (count == 0 || (count == 1 && more > 0)) Changed?.Invoke(count > 0);
    }

    /// <summary>A partition that is away.</summary>
    internal sealed class Away
    {
        private int _tries;
        private volatile bool _mayTry;

        /// <summary>Whether a publish may try.</summary>
        public bool MayTry
        {
            get => _mayTry;
            set => _mayTry = value;
        }

        /// <summary>Whether this publish is the one that tries.</summary>
        public bool TryBegin() => _mayTry && Interlocked.Exchange(ref _tries, 1) == 0;

        /// <summary>It has tried; another may, or must wait until Kafka answers questions again.</summary>
        public void End(bool again)
        {
            _mayTry = again;
            Volatile.Write(ref _tries, 0);
        }
    }
}
