using Gateway.Shared.Channels;

namespace Gateway.Tests.Unit.Shared.Channels;

public class PatternSetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(500)]
    public void Matches_HoweverManyNames_FindsNamesAndWildcards(int names)
    {
        var set = new PatternSet([.. Enumerable.Range(0, names).Select(i => Parse($"orders.{i}")), Parse("news.*"), Parse("stock.>")]);
        for (var i = 0; i < names; i++) Assert.True(set.Matches($"orders.{i}"));
        Assert.True(set.Matches("news.a") && set.Matches("stock.a.b"));
        Assert.False(set.Matches($"orders.{names}") || set.Matches("news.a.b") || set.Matches("stock") || set.Matches("ORDERS.1"));
    }

    [Fact]
    public void Matches_WithoutPatterns_Nothing() => Assert.False(new PatternSet([]).Matches("a"));

    private static ChannelPattern Parse(string text) => ChannelPattern.TryParse(text, out var pattern) ? pattern : throw new ArgumentException(text);
}
