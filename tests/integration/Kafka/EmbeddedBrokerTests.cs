using Confluent.Kafka;
using Gateway.Standalone.Broker;

namespace Gateway.Tests.Integration.Kafka;

public sealed class EmbeddedBrokerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task SetDown_ThenUp_TheWaitingRecordIsStored()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("t", 1);
        using var producer = NewProducer(broker);
        broker.SetDown();
        var stored = producer.ProduceAsync("t", new Message<Null, byte[]> { Value = [1] });
        Assert.False(stored.IsCompleted);
        broker.SetUp();

        Assert.Equal(0, (await stored.WaitAsync(Limit)).Offset.Value);
    }

    [Fact]
    public async Task FailRequests_OfAnIdempotentProducer_StoresTheRecordOnce()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("t", 1);
        using var producer = NewProducer(broker);
        broker.FailRequests(0, ErrorCode.NotLeaderForPartition, ErrorCode.Local_Transport);
        await producer.ProduceAsync("t", new Message<Null, byte[]> { Value = [1] }).WaitAsync(Limit);

        Assert.Equal((0, 1), Watermarks(broker));
    }

    [Fact]
    public async Task DeleteRecords_BeforeAnOffset_MovesTheLowWatermark()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("t", 1);
        using var producer = NewProducer(broker);
        for (var record = 0; record < 3; record++) await producer.ProduceAsync("t", new Message<Null, byte[]> { Value = [1] });
        broker.DeleteRecords("t", 0, before: 2);

        Assert.Equal((2, 3), Watermarks(broker));
    }

    [Fact]
    public void CreateTopic_ThatExists_IsRefused()
    {
        using var broker = EmbeddedBroker.Start(brokers: 3);
        broker.CreateTopic("t", 1);

        Assert.Equal(ErrorCode.TopicAlreadyExists, Assert.Throws<KafkaException>(() => broker.CreateTopic("t", 1)).Error.Code);
    }

    [Fact]
    public void CreateTopic_AfterDispose_IsRefused()
    {
        var broker = EmbeddedBroker.Start();
        broker.Dispose();
        broker.Dispose();

        Assert.Throws<ObjectDisposedException>(() => broker.CreateTopic("t", 1));
    }

    private static IProducer<Null, byte[]> NewProducer(EmbeddedBroker broker) =>
        new ProducerBuilder<Null, byte[]>(
            new ProducerConfig { BootstrapServers = broker.BootstrapServers, Acks = Acks.All, EnableIdempotence = true, ReconnectBackoffMaxMs = 200 })
            .SetLogHandler((_, _) => { })
            .Build();

    private static (long Low, long High) Watermarks(EmbeddedBroker broker)
    {
        using var consumer = new ConsumerBuilder<Null, byte[]>(
            new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = "unused" }).Build();
        var watermarks = consumer.QueryWatermarkOffsets(new TopicPartition("t", 0), Limit);
        return (watermarks.Low.Value, watermarks.High.Value);
    }
}
