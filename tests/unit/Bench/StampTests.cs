using System.Text;
using Gateway.Bench;

namespace Gateway.Tests.Unit.Bench;

public sealed class StampTests
{
    private static readonly Stamp Sent = new(0x0123456789abcdef, 0xfedcba98);

    [Fact]
    public void TryFind_WhatToDataWrote_IsTheSame()
    {
        var message = Encoding.ASCII.GetBytes("{\"event\":{\"data\":" + Encoding.ASCII.GetString(Sent.ToData(200)) + "}}");
        Assert.True(Stamp.TryFind(message, out var found));
        Assert.Equal(Sent, found);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1000)]
    public void TryFind_AnotherPlaceThanBefore_SearchesForIt(int before)
    {
        var place = before;
        Assert.True(Stamp.TryFind(Encoding.ASCII.GetBytes("   " + Encoding.ASCII.GetString(Sent.ToData(64))), ref place, out var found));
        Assert.Equal((Sent, 4), (found, place));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"stamp":"0123"}""")]
    [InlineData("""{"nothing":"of the kind, but long enough to hold one if it were"}""")]
    public void TryFind_NoStamp_IsFalse(string message) => Assert.False(Stamp.TryFind(Encoding.ASCII.GetBytes(message), out _));
}
