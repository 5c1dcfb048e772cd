using Gateway.Shared.Channels;

namespace Gateway.Tests.Unit.Shared.Channels;

public class ChannelNameTests
{
    [Theory]
    [InlineData("orders")]
    [InlineData("orders.4711")]
    [InlineData("zürich.€.😀")]
    [InlineData("a b/c%2F")]
    public void IsValid_GoodName_True(string name) => Assert.True(ChannelName.IsValid(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a..b")]
    [InlineData("a.*")]
    [InlineData("a>")]
    [InlineData("a\u0007")]
    [InlineData("a\u0085")]
    public void IsValid_BadName_False(string? name) => Assert.False(ChannelName.IsValid(name));

    // Not as InlineData: the runner would make U+FFFD of them.
    [Fact]
    public void IsValid_LoneSurrogate_False() => Assert.All(["a\ud800", "\udc00a", "\ud800a"], name => Assert.False(ChannelName.IsValid(name)));

    [Fact]
    public void IsValid_Length_IsCountedInBytesOfUtf8()
    {
        Assert.True(ChannelName.IsValid(new string('a', 200)));
        Assert.False(ChannelName.IsValid(new string('a', 201)));
        Assert.True(ChannelName.IsValid(new string('ü', 100)));
        Assert.False(ChannelName.IsValid(new string('ü', 100) + "a"));
    }
}
