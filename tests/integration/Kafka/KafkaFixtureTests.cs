using Confluent.Kafka;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration.Kafka;

public sealed class KafkaFixtureTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Produce_AcknowledgedByAll_ComesBackWithKeyHeadersAndValue()
    {
        var topic = await NewTopicAsync(partitions: 3);
        var sent = new Message<byte[], byte[]> { Key = [1, 2], Value = [3, 0, 255], Headers = new Headers { { "ce_id", [7] } } };
        var stored = await ProduceAsync(new TopicPartition(topic, 2), sent);
        var read = Read(stored);

        Assert.Equal(PersistenceStatus.Persisted, stored.Status);
        Assert.Equal(sent.Key, read.Message.Key);
        Assert.Equal(sent.Value, read.Message.Value);
        Assert.Equal([7], read.Message.Headers.GetLastBytes("ce_id"));
    }

    [Fact]
    public async Task Produce_WithATimestamp_KeepsIt()
    {
        var topic = await NewTopicAsync(partitions: 1);
        var time = new Timestamp(DateTimeOffset.UtcNow.AddHours(-1));
        var stored = await ProduceAsync(new TopicPartition(topic, 0), new Message<byte[], byte[]> { Value = [1], Timestamp = time });

        var read = Read(stored).Message.Timestamp;

        Assert.Equal(TimestampType.CreateTime, read.Type);
        Assert.Equal(time.UnixTimestampMs, read.UnixTimestampMs);
    }

    [Fact]
    public async Task Watermarks_AfterThreeRecords_LieAroundThem()
    {
        var partition = new TopicPartition(await NewTopicAsync(partitions: 2), 1);
        for (var record = 0; record < 3; record++) await ProduceAsync(partition, new Message<byte[], byte[]> { Value = [1] });

        Assert.Equal((0, 3), Watermarks(partition));
        Assert.Equal((0, 0), Watermarks(new TopicPartition(partition.Topic, 0)));
    }

    [Fact]
    public async Task CreateTopic_WithFivePartitions_HasFive() => Assert.Equal(5, PartitionsOf(await NewTopicAsync(partitions: 5)));

    [SkippableFact]
    public async Task CreateTopics_WithTwelvePartitions_HasTwelve()
    {
        kafka.RequireRealKafka("the mock does not know the CreateTopics request.");
        Assert.Equal(12, PartitionsOf(await NewTopicAsync(partitions: 12)));
    }

    private async Task<string> NewTopicAsync(int partitions)
    {
        var topic = KafkaFixture.NewTopicName("fixture");
        await kafka.CreateTopicAsync(topic, partitions);
        return topic;
    }

    private async Task<DeliveryResult<byte[], byte[]>> ProduceAsync(TopicPartition partition, Message<byte[], byte[]> message)
    {
        var settings = new ProducerConfig { BootstrapServers = kafka.BootstrapServers, Acks = Acks.All, EnableIdempotence = true };
        using var producer = new ProducerBuilder<byte[], byte[]>(settings).Build();
        return await producer.ProduceAsync(partition, message);
    }

    private ConsumeResult<byte[], byte[]> Read(DeliveryResult<byte[], byte[]> stored)
    {
        using var consumer = NewConsumer();
        consumer.Assign(stored.TopicPartitionOffset);
        return consumer.Consume(Limit) ?? throw new TimeoutException($"Nothing at {stored.TopicPartitionOffset} within {Limit}.");
    }

    private (long Low, long High) Watermarks(TopicPartition partition)
    {
        using var consumer = NewConsumer();
        var watermarks = consumer.QueryWatermarkOffsets(partition, Limit);
        return (watermarks.Low.Value, watermarks.High.Value);
    }

    private IConsumer<byte[], byte[]> NewConsumer() =>
        new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "unused", EnableAutoCommit = false }).Build();

    private int PartitionsOf(string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        return admin.GetMetadata(topic, Limit).Topics.Single().Partitions.Count;
    }
}
