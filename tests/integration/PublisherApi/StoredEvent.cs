using System.Text;
using Confluent.Kafka;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Integration.PublisherApi;

/// <summary>An event as a plain Kafka consumer finds it where the answer said.</summary>
internal sealed record StoredEvent(string Key, byte[]? Value, Dictionary<string, string> Headers)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);

    internal static StoredEvent At(string bootstrapServers, Topic topic, string position)
    {
        Assert.True(Position.TryParse(position, out var at));
        Assert.Equal(topic.Epoch, at.Epoch);
        using var consumer = new ConsumerBuilder<byte[], byte[]?>(
            new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "unused", EnableAutoCommit = false }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic.Name, at.Partition, at.Offset));
        var read = consumer.Consume(Within) ?? throw new TimeoutException($"Nothing at {position}.");
        Assert.Equal(at.Offset, read.Offset.Value);
        var key = Encoding.UTF8.GetString(read.Message.Key);
        Assert.Equal(Murmur2.Partition(Encoding.UTF8.GetBytes(key.Split('\u001f')[0]), topic.Partitions), read.Partition.Value);
        var headers = read.Message.Headers.ToDictionary(header => header.Key, header => Encoding.UTF8.GetString(header.GetValueBytes()));
        return new StoredEvent(key, read.Message.Value, headers);
    }
}
