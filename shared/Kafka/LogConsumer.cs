using System.Diagnostics;
using Confluent.Kafka;
using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Shared.Kafka;

/// <summary>A Kafka consumer without a group, with just the partitions that are assigned. Safe from any thread.</summary>
public sealed partial class LogConsumer : IDisposable
{
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromMilliseconds(200);

    // How long a partition that has no leader yet is asked again. Longer would keep those who ask about others waiting.
    private static readonly TimeSpan ElectionTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    // ListOffsets: the offset of the next record (KIP-79).
    private static readonly Timestamp Latest = new(-1, TimestampType.CreateTime);

    private readonly IConsumer<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> _consumer;
    private readonly ILogger<LogConsumer> _log;
    private readonly LogThrottle _failures;

    /// <summary>A consumer with this configuration; <paramref name="name"/> is for the log.</summary>
    public LogConsumer(ConsumerConfig config, string name, TimeProvider time, ILogger<LogConsumer> log)
    {
        var client = new ClientLog(name, log);
        (_log, _failures) = (log, new LogThrottle(time));
        _consumer = new ConsumerBuilder<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?>(config)
            .SetKeyDeserializer(new ReusedBufferDeserializer())
            .SetValueDeserializer(new ReusedBufferDeserializer())
            .SetLogHandler(client.Write)
            .SetErrorHandler(client.Write)
            .Build();
    }

    /// <summary>
    /// The next record, waiting up to <paramref name="timeout"/>; null if there is none. Good until the next call. A partition that
    /// cannot be read on is told in <paramref name="failure"/>.
    /// </summary>
    public ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?>? Consume(TimeSpan timeout, out ReadFailure? failure)
    {
        failure = null;
        try
        {
            return _consumer.Consume(timeout);
        }
        catch (ConsumeException refused)
        {
            if (_failures.Admits(out var suppressed)) LogFailure(refused.Error.Code, refused.Error.Reason, suppressed);
            failure = ReadFailure.From(refused);
            return null;
        }
    }

    /// <summary>Reads the partition from <paramref name="offset"/> on.</summary>
    public void Assign(PartitionId partition, long offset) =>
        _consumer.IncrementalAssign([new TopicPartitionOffset(Of(partition), offset)]);

    /// <summary>Reads the partition no longer.</summary>
    public void Unassign(PartitionId partition) => _consumer.IncrementalUnassign([Of(partition)]);

    /// <summary>Fetches no more of the partition until <see cref="Resume"/>.</summary>
    public void Pause(PartitionId partition) => _consumer.Pause([Of(partition)]);

    /// <summary>Fetches it again.</summary>
    public void Resume(PartitionId partition) => _consumer.Resume([Of(partition)]);

    /// <summary>The offset of the partition's oldest record, and the one that its next record will have. Blocks for up to 5 s, or <paramref name="patience"/>.</summary>
    /// <exception cref="KafkaException">Kafka does not answer.</exception>
    public (long Low, long High) RangeOf(PartitionId partition, TimeSpan? patience = null)
    {
        var range = Ask(partition.Topic, ElectionTime, () => _consumer.QueryWatermarkOffsets(Of(partition), patience ?? QueryTimeout));
        return (range.Low.Value, range.High.Value);
    }

    /// <summary>
    /// The offset of the first record of this time or later, in milliseconds since 1970; null if there is none, or if the broker cannot look for times, as the
    /// embedded one. A negative time is as 0: to Kafka it would be a name (ListOffsets: -1 is the end, -2 the beginning). Blocks for up to 5 s, or <paramref name="patience"/>.
    /// </summary>
    /// <exception cref="KafkaException">Kafka does not answer.</exception>
    public long? FirstSince(PartitionId partition, long time, TimeSpan? patience = null)
    {
        var since = new TopicPartitionTimestamp(Of(partition), new Timestamp(Math.Max(0, time), TimestampType.CreateTime));
        var found = Ask(partition.Topic, ElectionTime, () => _consumer.OffsetsForTimes([since], patience ?? QueryTimeout)[0].Offset);
        return found.IsSpecial ? null : found.Value;
    }

    /// <summary>
    /// The offset of the next record of each partition, by topic and partition, as of the last transaction that has ended: one request to each
    /// leader. Blocks for up to <paramref name="timeout"/>; a partition for which nobody answered by then is left out. Not by way of an admin client,
    /// which cannot be relied on while brokers are lost: see <see cref="TopicDescriber"/>.
    /// </summary>
    public Dictionary<(string Topic, int Partition), long> EndsOf(IEnumerable<PartitionId> partitions, TimeSpan timeout)
    {
        var asked = partitions.Select(Of).Distinct().ToList();
        if (asked.Count == 0) return [];
        var started = Stopwatch.GetTimestamp();
        if (TryAskEnds(asked, timeout) is { } together) return together;
        // One without a leader spoils the question for all.
        var ends = new Dictionary<(string Topic, int Partition), long>();
        foreach (var one in asked.TakeWhile(_ => Stopwatch.GetElapsedTime(started) < 2 * timeout))
            foreach (var (partition, end) in TryAskEnds([one], ShortTimeout) ?? []) ends[partition] = end;
        return ends;
    }

    /// <summary>The offset after the last record, or marker of a transaction, that <see cref="Consume"/> has passed; negative before the first. Asks nobody.</summary>
    public long PositionOf(PartitionId partition)
    {
        try
        {
            return _consumer.Position(Of(partition)).Value;
        }
        catch (KafkaException)
        {
            // Not assigned yet, or not any more.
            return Offset.Unset.Value;
        }
    }

    /// <summary>The end as far as fetching has told it, without asking; negative if it is not known.</summary>
    public long KnownEndOf(PartitionId partition) => _consumer.GetWatermarkOffsets(Of(partition)).High.Value;

    // A leader is named before it leads: of a topic that was only just created, or a partition that moves, it says "not leader" for a moment. And after an outage
    // the client may have been told that the partition does not exist, or where it was led before; it believes that for up to 5 minutes unless it asks.
    private T Ask<T>(string topic, TimeSpan patience, Func<T> question)
    {
        var started = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                return question();
            }
            catch (KafkaException passing) when (IsPassing(passing.Error.Code) && (pause == FirstPause || Stopwatch.GetElapsedTime(started) < patience))
            {
                Refresh(topic);
            }
            if (patience > TimeSpan.Zero) Thread.Sleep(pause);
        }
    }

    private void Refresh(string topic)
    {
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        admin.GetMetadata(topic, QueryTimeout);
    }

    private static bool IsPassing(ErrorCode code) => code is
        ErrorCode.NotLeaderForPartition or ErrorCode.LeaderNotAvailable or ErrorCode.UnknownTopicOrPart
        or ErrorCode.Local_UnknownPartition or ErrorCode.Local_UnknownTopic;

    // Null if there was no answer at all.
    private Dictionary<(string Topic, int Partition), long>? TryAskEnds(List<TopicPartition> partitions, TimeSpan timeout)
    {
        try
        {
            var ends = Ask(partitions[0].Topic, TimeSpan.Zero, () => _consumer.OffsetsForTimes(partitions.Select(partition => new TopicPartitionTimestamp(partition, Latest)), timeout));
            return ends.ToDictionary(end => (end.Topic, end.Partition.Value), end => end.Offset.Value);
        }
        catch (TopicPartitionOffsetException some)
        {
            return some.Results.Where(end => !end.Error.IsError).ToDictionary(end => (end.Topic, end.Partition.Value), end => end.Offset.Value);
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private static TopicPartition Of(PartitionId partition) => new(partition.Topic, partition.Partition);

    [LoggerMessage(1120, LogLevel.Warning, "Kafka could not be read: {Code}, {Reason} ({Suppressed} lines left out before)")]
    private partial void LogFailure(ErrorCode code, string reason, int suppressed);
}
