using Confluent.Kafka;
using Gateway.Shared.Positions;

namespace Gateway.Shared.History;

/// <summary>What <see cref="HistoryQueue"/> asks of a <see cref="HistoryReader"/>. An answer of null: Kafka does not answer, or the service stops.</summary>
internal abstract class HistoryJob(PartitionId partition)
{
    /// <summary>Which partition it is about.</summary>
    public PartitionId Partition => partition;

    /// <summary>Answers null, where there is no answer yet.</summary>
    public abstract void Fail();

    /// <summary>Find where a start point lies; for all who ask for the same.</summary>
    public sealed class Find(PartitionId partition, StartPoint start) : HistoryJob(partition)
    {
        /// <summary>The start point.</summary>
        public StartPoint Start => start;

        /// <summary>Where it lies.</summary>
        public TaskCompletionSource<FoundStart?> Answer { get; } = NewAnswer<FoundStart?>();

        public override void Fail() => Answer.TrySetResult(null);
    }

    /// <summary>Find the last events of channels; for all who ask about the partition, of whatever channel.</summary>
    public sealed class Last(PartitionId partition) : HistoryJob(partition)
    {
        /// <summary>Who asks for what.</summary>
        public List<(byte[] Channel, int Count, TaskCompletionSource<FoundLast?> Answer)> Requests { get; } = [];

        /// <summary>Takes one more in; while nobody has begun.</summary>
        public Task<FoundLast?> Add(byte[] channel, int count)
        {
            var answer = NewAnswer<FoundLast?>();
            Requests.Add((channel, count, answer));
            return answer.Task;
        }

        public override void Fail()
        {
            foreach (var (_, _, answer) in Requests) answer.TrySetResult(null);
        }
    }

    /// <summary>Read a channel's records, or those of all, after an offset.</summary>
    public sealed class Read(PartitionId partition, byte[]? channel, long after, TakeRecord take, CancellationToken abandoned) : HistoryJob(partition)
    {
        /// <summary>The channel; null: all.</summary>
        public byte[]? Channel => channel;

        /// <summary>The offset after which to begin.</summary>
        public long After => after;

        /// <summary>Is given each record.</summary>
        public TakeRecord Take => take;

        /// <summary>Whether nobody waits for it any more.</summary>
        public CancellationToken Abandoned => abandoned;

        /// <summary>How far it came.</summary>
        public TaskCompletionSource<HistoryRead?> Answer { get; } = NewAnswer<HistoryRead?>();

        public override void Fail() => Answer.TrySetResult(null);
    }

    private static TaskCompletionSource<T> NewAnswer<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Takes a record of the channel, good until it returns; called by a reader's thread. False: no more.</summary>
public delegate bool TakeRecord(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record);

/// <summary>How far a channel was read.</summary>
/// <param name="Low">The offset of the partition's oldest record.</param>
/// <param name="High">The offset that the partition's next record had when the reading began; records from there on were not read.</param>
/// <param name="Last">The offset up to which all was read; from here it goes on.</param>
/// <param name="IsEnd">Whether that was all there was to read.</param>
public readonly record struct HistoryRead(long Low, long High, long Last, bool IsEnd);
