using Gateway.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Tests.Unit.Connections;

public sealed class SubprotocolTests
{
    [Fact]
    public void Offer_OfNone_IsVersion1WithoutAnAnswer() => Assert.Equal((true, null, null), Read());

    [Theory]
    [InlineData("gateway.v1.json")]
    [InlineData("other, gateway.v1.json")]
    [InlineData("gateway.v2.json,gateway.v1.json , other")]
    public void Offer_WithJson_IsAnsweredWithIt(string offer) => Assert.Equal((true, "gateway.v1.json", null), Read(offer));

    [Fact]
    public void Offer_InSeveralHeaders_IsReadAsOne() =>
        Assert.Equal((true, "gateway.v1.json", "a.b.c"), Read("gateway.token.a.b.c", "gateway.v1.json"));

    [Fact]
    public void Offer_WithAToken_GivesItAndDoesNotEchoIt() =>
        Assert.Equal((true, "gateway.v1.json", "a.b.c"), Read("gateway.v1.json, gateway.token.a.b.c"));

    [Theory]
    [InlineData("gateway.v2.json")]
    [InlineData("GATEWAY.V1.JSON")]
    [InlineData("gateway.token.a.b.c")]
    [InlineData("other, gateway.token.a.b.c")]
    public void Offer_OfOthersOnly_IsRefused(string offer) => Assert.False(Read(offer).IsSpoken);

    private static (bool IsSpoken, string? Chosen, string? Token) Read(params string[] headers)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.SecWebSocketProtocol = new StringValues(headers);
        var spoken = Subprotocol.TryRead(request, out var offer);
        return (spoken, offer.Chosen, offer.Token);
    }
}
