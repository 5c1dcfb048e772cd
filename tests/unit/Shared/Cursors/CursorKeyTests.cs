using System.Text;
using Gateway.Shared.Cursors;
using Gateway.Shared.Kafka;

namespace Gateway.Tests.Unit.Shared.Cursors;

public sealed class CursorKeyTests
{
    [Fact]
    public void ToJson_OfAKey_IsWhatTopicsMdSays() =>
        Assert.Equal("""["demo","orders.1","zoë <z@x>","phone"]""", Encoding.UTF8.GetString(new CursorKey("demo", "orders.1", "zoë <z@x>", "phone").ToJson()));

    [Theory]
    [InlineData("alice")]
    [InlineData("\",\"")]
    [InlineData("a\n\\b/😀")]
    public void From_WhatWasWritten_IsTheSame(string user)
    {
        var key = new CursorKey("demo", "orders.1", user, "phone");
        Assert.Equal(key, CursorKey.From(key.ToJson()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("demo")]
    [InlineData("""["demo","orders.1","alice"]""")]
    [InlineData("""["demo","orders.1","alice",null]""")]
    [InlineData("""["demo","orders.1","alice","phone","x"]""")]
    public void From_WhatIsNoKey_IsNull(string key) => Assert.Null(CursorKey.From(Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData("phone", true)]
    [InlineData("A-z_0.9", true)]
    [InlineData("", false)]
    [InlineData("my phone", false)]
    [InlineData("ü", false)]
    [InlineData("a/b", false)]
    public void IsDurable_OfAName_IsWhatProtocolMdSays(string name, bool expected) => Assert.Equal(expected, CursorKey.IsDurable(name));

    [Fact]
    public void IsDurable_OfSixtyFiveCharacters_IsFalse()
    {
        Assert.True(CursorKey.IsDurable(new string('a', 64)));
        Assert.False(CursorKey.IsDurable(new string('a', 65)));
    }

    [Fact]
    public void PartitionOf_AChannel_IsThatOfAppAndChannel() =>
        Assert.Equal(Murmur2.Partition("demo/orders.1"u8, 12), CursorKey.PartitionOf(new Topic("c", 12, 1), "demo", "orders.1"));
}
