using CsCheck;
using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Unit.Connections.WebSockets;

public sealed class ExtensionOffersTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  ", "")]
    [InlineData(",", "")]
    [InlineData(" , ,\t, ", "")]
    [InlineData("a", "a")]
    [InlineData("a,b", "a|b")]
    [InlineData(", a ,, b ,", "a|b")]
    [InlineData("a;b", "a;b")]
    [InlineData("a ; b ;c", "a;b;c")]
    [InlineData("a;b=1", "a;b=1")]
    [InlineData("a;b=\"1\"", "a;b=1")]
    [InlineData("a;b = \"1\" ; c", "a;b=1;c")]
    [InlineData("a;b=\"\\1\\5\"", "a;b=15")]
    [InlineData("a;b;b=2", "a;b;b=2")]
    [InlineData("!#$%&'*+-.^_`|~09azAZ", "!#$%&'*+-.^_`|~09azAZ")]
    [InlineData("permessage-deflate; client_max_window_bits", "permessage-deflate;client_max_window_bits")]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate", "permessage-deflate;server_max_window_bits=10|permessage-deflate")]
    public void TryRead_OfAHeader_GivesItsOffersInOrder(string header, string expected)
    {
        Assert.True(ExtensionOffers.TryRead(header, out var offers));
        Assert.Equal(expected, string.Join('|', offers.Select(Text)));
    }

    [Theory]
    [InlineData(";")]
    [InlineData("a;")]
    [InlineData("a;;b")]
    [InlineData("a;,b")]
    [InlineData("a b")]
    [InlineData("a=1")]
    [InlineData("a;=1")]
    [InlineData("a;b=")]
    [InlineData("a;b=,c")]
    [InlineData("a;b=1=2")]
    [InlineData("a;b=1 2")]
    [InlineData("a;b=\"")]
    [InlineData("a;b=\"1")]
    [InlineData("a;b=\"1\\")]
    [InlineData("a;b=\"\"")]
    [InlineData("a;b=\"1 2\"")]
    [InlineData("a;b=\"1,2\"")]
    [InlineData("a;b=\"1\\\"2\"")]
    [InlineData("a;b=\"1\"2")]
    [InlineData("\"a\"")]
    [InlineData("a;\"b\"")]
    [InlineData("a;b='1';c=(1)")]
    [InlineData("ä")]
    [InlineData("a;b=ä")]
    [InlineData("a\u0000")]
    [InlineData("\u0000")]
    [InlineData("a/b")]
    public void TryRead_OfAMalformedHeader_IsFalse(string header) => Assert.False(ExtensionOffers.TryRead(header, out _));

    [Fact]
    public void TryRead_OfWhateverIsWritten_GivesItBack() =>
        Gen.Select(Token, Gen.Select(Token, Token.Null()).Array[0, 4]).Array[1, 4].Sample(offers =>
        {
            var header = string.Join(" ,\t", offers.Select(offer => offer.Item1 + string.Concat(
                offer.Item2.Select((parameter, i) => $" ;{parameter.Item1}{Value(parameter.Item2, isQuoted: i % 2 == 0)}"))));
            Assert.True(ExtensionOffers.TryRead(header, out var read));
            Assert.Equal(
                offers.Select(offer => string.Join(';', [offer.Item1, .. offer.Item2.Select(parameter => TextOf(new(parameter.Item1, parameter.Item2)))])),
                read.Select(Text));
        });

    [Fact]
    public void TryRead_OfAnyText_EndsAndDoesNotThrow() =>
        Gen.String[Gen.Char["a1;,=\"\\ \tä\0"], 0, 20].Sample(header => ExtensionOffers.TryRead(header, out _) || true);

    private static Gen<string> Token => Gen.String[Gen.Char["abcXYZ019-_"], 1, 6];

    private static string Value(string? value, bool isQuoted) => value is null ? "" : isQuoted ? $"= \"{value}\"" : $"={value}";

    private static string Text(ExtensionOffer offer) => string.Join(';', [offer.Name, .. offer.Parameters.Select(TextOf)]);

    private static string TextOf(ExtensionParameter parameter) => parameter.Value is null ? parameter.Name : $"{parameter.Name}={parameter.Value}";
}
