using Gateway.PublisherApi.History;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.PublisherApi.History;

public sealed class HistoryStartTests
{
    private static readonly PartitionId Partition = new("streams", 3, 7);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(9, 10)]
    [InlineData(50, 10)]
    public void GapOf_AStartThatKafkaKeeps_IsNone(long after, long low) => Assert.Null(new HistoryStart(after).GapOf(Partition, low));

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(8, 10)]
    public void GapOf_AStartBeforeRetention_GoesUpToTheOldest(long after, long low) =>
        Assert.Equal(new HistoryGap("retention", Partition.At(after), Partition.At(low - 1)), new HistoryStart(after).GapOf(Partition, low));

    [Fact]
    public void GapOf_AnotherTopicsPosition_GoesFromThere()
    {
        var given = new Position(6, 1, 99);
        Assert.Equal(new HistoryGap("epoch", given, Partition.At(-1)), new HistoryStart(-1, given, GapReason.Epoch).GapOf(Partition, 0));
        Assert.Equal(new HistoryGap("epoch", given, Partition.At(4)), new HistoryStart(-1, given, GapReason.Epoch).GapOf(Partition, 5));
    }

    [Fact]
    public void GapOf_ATimeBeforeRetention_GoesFromTheBeginning() =>
        Assert.Equal(new HistoryGap("retention", Partition.At(-1), Partition.At(4)), new HistoryStart(4, Partition.At(-1)).GapOf(Partition, 5));
}
