using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>
/// The one idempotent producer of the whole process; safe from any thread. The partition is always given, never left to the client,
/// which would take one that was added to the topic.
/// </summary>
public sealed class RecordProducer : IDisposable
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly IProducer<byte[], byte[]?> _producer;
    private readonly AwayPartitions _away = new();

    public RecordProducer(IOptions<KafkaOptions> options, TimeProvider time, ILogger<RecordProducer> log)
    {
        var client = new ClientLog("producer", log, time);
        _producer = new ProducerBuilder<byte[], byte[]?>(options.Value.Producer())
            .SetLogHandler((_, message) => client.Write(message))
            .Build();
    }

    /// <summary>
    /// Writes the record; completes when all in-sync replicas have it or when <see cref="KafkaOptions.PublishTimeout"/> has passed.
    /// Never throws for what Kafka does: the report tells the error. While Kafka is known to be away most are refused at once.
    /// </summary>
    public async Task<DeliveryReport<byte[], byte[]?>> SendAsync(string topic, int partition, Message<byte[], byte[]?> message)
    {
        var target = new TopicPartition(topic, partition);
        if (!_away.TryEnter(target, out var probes)) return new() { Error = new Error(ErrorCode.Local_MsgTimedOut, "Kafka is known to be away.") };
        var report = await ProduceAsync(target, message);
        _away.Leave(target, probes, report.Error.Code);
        return report;
    }

    public void Dispose()
    {
        _producer.Flush(FlushTimeout);
        _producer.Dispose();
    }

    private Task<DeliveryReport<byte[], byte[]?>> ProduceAsync(TopicPartition target, Message<byte[], byte[]?> message)
    {
        var reported = new TaskCompletionSource<DeliveryReport<byte[], byte[]?>>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _producer.Produce(target, message, reported.SetResult);
        }
        catch (ProduceException<byte[], byte[]?> refused)
        {
            reported.SetResult(new DeliveryReport<byte[], byte[]?> { Error = refused.Error });
        }
        return reported.Task;
    }
}
