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
    private readonly AwayWatch _watch;

    public RecordProducer(IOptions<KafkaOptions> options, TimeProvider time, ILogger<RecordProducer> log)
    {
        var client = new ClientLog("producer", log);
        _producer = new ProducerBuilder<byte[], byte[]?>(options.Value.Producer()).SetLogHandler(client.Write).SetErrorHandler(client.Write).Build();
        _watch = new AwayWatch(_away, _producer.Handle, time, log);
    }

    /// <summary>
    /// Writes the record; completes when all in-sync replicas have it or when <see cref="KafkaOptions.PublishTimeout"/> has passed.
    /// Never throws for what Kafka does: the report tells the error. While Kafka is known to be away all but one are refused at once.
    /// </summary>
    public Task<DeliveryReport<byte[], byte[]?>> SendAsync(string topic, int partition, Message<byte[], byte[]?> message)
    {
        var reported = new TaskCompletionSource<DeliveryReport<byte[], byte[]?>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(topic, partition, message, reported.SetResult);
        return reported.Task;
    }

    /// <summary>The same; the report is told at once if the record is refused, else on the client's thread, where nothing may wait.</summary>
    public void Send(string topic, int partition, Message<byte[], byte[]?> message, Action<DeliveryReport<byte[], byte[]?>> told)
    {
        var target = new TopicPartition(topic, partition);
        if (!_away.TryEnter(target, out var attempt))
        {
            told(new() { Error = new Error(ErrorCode.Local_MsgTimedOut, "Kafka is known to be away.") });
            return;
        }
        Produce(target, message, new Delivery(_away, target, attempt, told).Report);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _producer.Flush(FlushTimeout);
        _producer.Dispose();
    }

    private void Produce(TopicPartition target, Message<byte[], byte[]?> message, Action<DeliveryReport<byte[], byte[]?>> report)
    {
        try
        {
            _producer.Produce(target, message, report);
        }
        catch (ProduceException<byte[], byte[]?> refused)
        {
            report(new() { Error = refused.Error });
        }
    }

    // One record that may wait for Kafka.
    private sealed class Delivery(AwayPartitions away, TopicPartition target, AwayPartitions.Away? attempt, Action<DeliveryReport<byte[], byte[]?>> told)
    {
        public void Report(DeliveryReport<byte[], byte[]?> report)
        {
            away.Leave(target, attempt, report.Error.Code);
            told(report);
        }
    }
}
