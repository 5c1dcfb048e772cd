using CsCheck;
using Gateway.Shared.Channels;

namespace Gateway.Tests.Unit.Shared.Channels;

public class ChannelPatternTests
{
    private static readonly Gen<string> Segment = Gen.OneOf(Gen.Const("a"), Gen.Const("b"), Gen.Const("ab"));
    private static readonly Gen<string> Name = Segment.Array[1, 4].Select(segments => string.Join('.', segments));
    private static readonly Gen<string> Pattern = Gen.OneOf(Segment, Gen.Const("*")).Array[0, 3]
        .SelectMany(segments => Gen.OneOf(Gen.Const("a"), Gen.Const("*"), Gen.Const(">")).Select(last => string.Join('.', segments.Append(last))));

    [Theory]
    [InlineData("a.b", "a.b", true)]
    [InlineData("a.b", "a.c", false)]
    [InlineData("a", "a.b", false)]
    [InlineData("a.b", "a", false)]
    [InlineData("*", "a", true)]
    [InlineData("*", "a.b", false)]
    [InlineData("a.*", "a", false)]
    [InlineData("a.*.c", "a.b.c", true)]
    [InlineData(">", "a", true)]
    [InlineData(">", "a.b.c", true)]
    [InlineData("a.>", "a.b.c", true)]
    [InlineData("a.>", "a", false)]
    [InlineData("a.*.>", "a.b", false)]
    [InlineData("a.*.>", "a.b.c", true)]
    [InlineData("A", "a", false)]
    public void Matches_PatternAndName_AsInNats(string pattern, string name, bool expected) => Assert.Equal(expected, Parse(pattern).Matches(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData(">.a")]
    [InlineData("a*")]
    [InlineData("a.b>")]
    [InlineData("a\n")]
    public void TryParse_BadPattern_False(string? text) => Assert.False(ChannelPattern.TryParse(text, out _));

    [Fact]
    public void Matches_AnyPatternAndName_AsTheRegularExpression() =>
        Gen.Select(Pattern, Name).Sample((pattern, name) => Parse(pattern).Matches(name) == Model(pattern, name));

    private static bool Model(string pattern, string name)
    {
        var expression = System.Text.RegularExpressions.Regex.Escape(pattern).Replace("\\*", "[^.]+", StringComparison.Ordinal).Replace(">", ".+", StringComparison.Ordinal);
        return System.Text.RegularExpressions.Regex.IsMatch(name, $"^{expression}$");
    }

    private static ChannelPattern Parse(string text)
    {
        Assert.True(ChannelPattern.TryParse(text, out var pattern));
        return pattern;
    }
}
