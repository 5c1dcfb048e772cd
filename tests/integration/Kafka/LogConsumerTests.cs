using Confluent.Kafka;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;
using Gateway.Standalone.Broker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Integration.Kafka;

public sealed class LogConsumerTests
{
    private const short ListOffsets = 2;
    private const string Topic = "young";

    [Fact]
    public void RangeOf_APartitionWhoseLeaderDoesNotLeadYet_IsAskedAgainUntilItDoes()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic(Topic, 1);
        using var consumer = NewConsumer(broker);
        // Of a topic that was only just created; the client library asks some times by itself.
        broker.FailRequests(ListOffsets, [.. Enumerable.Repeat(ErrorCode.NotLeaderForPartition, 8)]);

        Assert.Equal((0, 0), consumer.RangeOf(new PartitionId(Topic, 0, 0)));
    }

    [Fact]
    public void RangeOf_APartitionThatStaysWithoutLeader_IsRefusedWithKafkasReason()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic(Topic, 1);
        using var consumer = NewConsumer(broker);
        broker.FailRequests(ListOffsets, [.. Enumerable.Repeat(ErrorCode.NotLeaderForPartition, 1000)]);

        var refused = Assert.Throws<KafkaException>(() => consumer.RangeOf(new PartitionId(Topic, 0, 0)));

        Assert.Equal(ErrorCode.NotLeaderForPartition, refused.Error.Code);
    }

    private static LogConsumer NewConsumer(EmbeddedBroker broker)
    {
        var config = new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = "unused", EnableAutoCommit = false };
        return new LogConsumer(config, "test", TimeProvider.System, NullLogger<LogConsumer>.Instance);
    }
}
