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
    public void Partition_ThatIsAway_LetsNobodyWaitAndOthersAreNotTouched()
    {
        Answer(North, ErrorCode.Local_MsgTimedOut);
        Assert.False(_away.TryEnter(North, out _));
        Assert.True(_away.TryEnter(South, out _));
        Assert.Equal([North], _away.Unknown);
    }

    [Fact]
    public void Partition_ThatKafkaAnswersFor_LetsOneTryAtATime()
    {
        Answer(North, ErrorCode.Local_MsgTimedOut);
        _away.Found(North);
        Assert.True(_away.TryEnter(North, out var attempt));
        for (var i = 0; i < 100; i++) Assert.False(_away.TryEnter(North, out _));
        _away.Leave(North, attempt, ErrorCode.Local_MsgTimedOut);
        Assert.False(_away.TryEnter(North, out _));
        _away.Found(North);
        Assert.True(_away.TryEnter(North, out attempt));
        // Refused before Kafka was asked: it has told nothing.
        _away.Leave(North, attempt, ErrorCode.MsgSizeTooLarge);
        Assert.True(_away.TryEnter(North, out _));
    }

    [Fact]
    public void Changed_IsToldOfTheFirstAndOfTheLast()
    {
        var told = new List<bool>();
        _away.Changed = told.Add;
        Assert.True(_away.TryEnter(North, out var late));
        Answer(North, ErrorCode.Local_MsgTimedOut);
        Answer(South, ErrorCode.Local_MsgTimedOut);
        _away.Leave(North, late, ErrorCode.NoError);
        _away.Found(South);
        Answer(South, ErrorCode.NoError);
        Assert.Equal([true, false], told);
    }

    [Fact]
    public void Partition_ThatIsBack_LetsAllWaitAgain()
    {
        Answer(North, ErrorCode.Local_MsgTimedOut);
        _away.Found(North);
        Answer(North, ErrorCode.NoError);
        for (var i = 0; i < 1000; i++) Assert.True(_away.TryEnter(North, out _));
    }

    private void Answer(TopicPartition partition, ErrorCode answer)
    {
        Assert.True(_away.TryEnter(partition, out var attempt));
        _away.Leave(partition, attempt, answer);
    }
}
