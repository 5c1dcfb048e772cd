using System.Text;
using Confluent.Kafka;
using Gateway.Shared.Events;
using Gateway.Shared.Kafka;

namespace Gateway.Bench.Publishing;

/// <summary>Straight to Kafka, with the message and the settings of the publisher API; what comes within so many milliseconds goes together.</summary>
internal sealed class KafkaSink(string bootstrapServers, string topic, int linger = 1, string? channelHeader = null) : IEventSink
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly IProducer<byte[], byte[]?> _producer =
        new ProducerBuilder<byte[], byte[]?>(new ProducerConfig(new KafkaOptions { BootstrapServers = bootstrapServers }.Producer()) { LingerMs = linger })
            // A broker that has just started asks to be asked again: no news.
            .SetLogHandler((_, _) => { })
            .Build();

    private long _refused;

    public long Refused => Volatile.Read(ref _refused);

    public void Send(Event sent)
    {
        try
        {
            var message = EventMessage.From(sent, traceParent: null);
            if (channelHeader is not null) message.Headers.Add(channelHeader, Encoding.UTF8.GetBytes(sent.Channel));
            _producer.Produce(topic, message, Note);
        }
        catch (ProduceException<byte[], byte[]?>)
        {
            Interlocked.Increment(ref _refused);
        }
    }

    public void Dispose()
    {
        _producer.Flush(FlushTimeout);
        _producer.Dispose();
    }

    private void Note(DeliveryReport<byte[], byte[]?> report)
    {
        if (report.Error.IsError) Interlocked.Increment(ref _refused);
    }
}
