using System.Text;
using Confluent.Kafka;
using Gateway.Shared.Kafka;
using Gateway.Tests.Client;

namespace Gateway.Tests.Hosts;

/// <summary>Writes and reads a table topic by plain Kafka clients that know nothing of the gateway but docs/topics.md.</summary>
internal sealed class RowWriter(string bootstrapServers, string topic, int partitions) : IDisposable
{
    private readonly IProducer<byte[], byte[]?> _producer = new ProducerBuilder<byte[], byte[]?>(new ProducerConfig
    {
        BootstrapServers = bootstrapServers,
        Acks = Acks.All,
        EnableIdempotence = true,
        LingerMs = 5,
    }).SetLogHandler((_, _) => { }).Build();

    /// <summary>Writes a row's JSON, or its end if it is null; returns when Kafka has it.</summary>
    public Task<DeliveryResult<byte[], byte[]?>> WriteAsync(string channel, string key, string? json, DateTimeOffset? time = null) => _producer.ProduceAsync(
        new TopicPartition(topic, Murmur2.Partition(Encoding.UTF8.GetBytes(channel), partitions)),
        new Message<byte[], byte[]?>
        {
            Key = Encoding.UTF8.GetBytes($"{channel}\u001f{key}"),
            Value = json is null ? null : Encoding.UTF8.GetBytes(json),
            Timestamp = time is { } given ? new Timestamp(given) : Timestamp.Default,
        }).WaitAsync(Within.Limit);

    /// <summary>The table as the topic has it now, and how many records it reads for that.</summary>
    public (SortedDictionary<string, string> Rows, int Records) Read(string channel)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]?>(new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "unused", EnablePartitionEof = true })
            .SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, Murmur2.Partition(Encoding.UTF8.GetBytes(channel), partitions), Offset.Beginning));
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var records = 0; ; records++)
        {
            var record = consumer.Consume(Within.Limit) ?? throw new TimeoutException($"No end of {topic}.");
            if (record.IsPartitionEOF) return (rows, records);
            var key = Encoding.UTF8.GetString(record.Message.Key).Split('\u001f');
            if (key[0] != channel) continue;
            if (record.Message.Value is { } value) rows[key[1]] = Encoding.UTF8.GetString(value);
            else rows.Remove(key[1]);
        }
    }

    public void Dispose() => _producer.Dispose();
}
