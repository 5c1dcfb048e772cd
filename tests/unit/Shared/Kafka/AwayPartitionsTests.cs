using Confluent.Kafka;
using Gateway.Shared.Kafka;

namespace Gateway.Tests.Unit.Shared.Kafka;

public sealed class AwayPartitionsTests
{
    private static readonly TopicPartition North = new("t", 0);
    private static readonly TopicPartition South = new("t", 1);

    private readonly AwayPartitions _away = new();

    [Fact]
    public void Partition_ThatKafkaTakesEventsFor_LetsAllWait()
    {
        for (var i = 0; i < 1000; i++) Assert.True(_away.TryEnter(North, out _));
    }

    [Fact]
    public void Partition_ThatIsAway_LetsAFewWaitAndOthersAreNotTouched()
    {
        Answer(North, ErrorCode.Local_MsgTimedOut);
        for (var i = 0; i < AwayPartitions.MaxProbes; i++) Assert.True(_away.TryEnter(North, out _));
        Assert.False(_away.TryEnter(North, out _));
        Assert.False(_away.TryEnter(North, out _));
        Assert.True(_away.TryEnter(South, out _));
    }

    [Fact]
    public void Probe_ThatIsAnswered_MakesRoomForAnother()
    {
        Answer(North, ErrorCode.Local_MsgTimedOut);
        for (var i = 0; i < 100; i++) Answer(North, ErrorCode.Local_MsgTimedOut);
        for (var i = 0; i < AwayPartitions.MaxProbes; i++) Assert.True(_away.TryEnter(North, out _));
        Assert.False(_away.TryEnter(North, out _));
    }

    [Fact]
    public void Partition_ThatIsBack_LetsAllWaitAgain()
    {
        Answer(North, ErrorCode.Local_MsgTimedOut);
        Answer(North, ErrorCode.NoError);
        for (var i = 0; i < 1000; i++) Assert.True(_away.TryEnter(North, out _));
    }

    private void Answer(TopicPartition partition, ErrorCode answer)
    {
        Assert.True(_away.TryEnter(partition, out var probes));
        _away.Leave(partition, probes, answer);
    }
}
