using Confluent.Kafka;
using Gateway.Channels;
using Gateway.Shared.Kafka;
using Microsoft.Extensions.Options;

namespace Gateway.Log;

/// <summary>The node's one Kafka consumer: without a group, with just the partitions that are assigned. Safe from any thread.</summary>
internal sealed partial class LogConsumer : IDisposable
{
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);

    private readonly IConsumer<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> _consumer;
    private readonly ILogger<LogConsumer> _log;

    public LogConsumer(IOptions<KafkaOptions> options, TimeProvider time, ILogger<LogConsumer> log)
    {
        var client = new ClientLog("consumer", log, time);
        _log = log;
        _consumer = new ConsumerBuilder<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?>(options.Value.Consumer())
            .SetKeyDeserializer(new ReusedBufferDeserializer())
            .SetValueDeserializer(new ReusedBufferDeserializer())
            .SetLogHandler((_, message) => client.Write(message))
            .Build();
    }

    /// <summary>The next record, waiting up to <paramref name="timeout"/>; null if there is none. Good until the next call.</summary>
    public ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?>? Consume(TimeSpan timeout)
    {
        try
        {
            return _consumer.Consume(timeout);
        }
        catch (ConsumeException failure)
        {
            // librdkafka goes on by itself; a partition that is lost for good is told by its next Open.
            LogFailure(failure.Error.Code, failure.Error.Reason);
            return null;
        }
    }

    /// <summary>Reads the partition from <paramref name="offset"/> on.</summary>
    public void Assign(PartitionId partition, long offset) =>
        _consumer.IncrementalAssign([new TopicPartitionOffset(Of(partition), offset)]);

    /// <summary>Reads the partition no longer.</summary>
    public void Unassign(PartitionId partition) => _consumer.IncrementalUnassign([Of(partition)]);

    /// <summary>The offset that the partition's next record will have. Blocks for up to 5 s.</summary>
    /// <exception cref="KafkaException">Kafka does not answer.</exception>
    public long EndOf(PartitionId partition) => _consumer.QueryWatermarkOffsets(Of(partition), QueryTimeout).High.Value;

    /// <summary>The same as far as fetching has told it, without asking; negative if it is not known.</summary>
    public long KnownEndOf(PartitionId partition) => _consumer.GetWatermarkOffsets(Of(partition)).High.Value;

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private static TopicPartition Of(PartitionId partition) => new(partition.Topic, partition.Partition);

    [LoggerMessage(3100, LogLevel.Warning, "Kafka could not be read: {Code}, {Reason}")]
    private partial void LogFailure(ErrorCode code, string reason);
}
