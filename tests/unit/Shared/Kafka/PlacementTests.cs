using System.Text;
using Gateway.Shared.Kafka;

namespace Gateway.Tests.Unit.Shared.Kafka;

public sealed class PlacementTests
{
    [Fact]
    public void ToJson_OfATopic_IsWhatTopicsMdSays() => Assert.Equal(
        """{"topic":"gateway.demo.streams","epoch":"0f3a0c11","partitions":12}""",
        Encoding.UTF8.GetString(Placement.Of(new Topic("gateway.demo.streams", 12, 0x0f3a0c11)).ToJson()));

    [Fact]
    public void From_WhatWasWritten_IsTheSame()
    {
        var placement = new Placement("t", "0f3a0c11", 3);
        Assert.Equal(placement, Placement.From(placement.ToJson()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"topic":"t","epoch":"0f3a0c11","partitions":0}""")]
    [InlineData("""{"topic":"t","epoch":"0f3a0c11"}""")]
    [InlineData("""{"epoch":"0f3a0c11","partitions":3}""")]
    [InlineData("""{"topic":"t","partitions":3}""")]
    [InlineData("""{"topic":"t","epoch":1,"partitions":3}""")]
    public void From_WhatIsNoPlacement_IsNull(string value) => Assert.Null(Placement.From(Encoding.UTF8.GetBytes(value)));
}
