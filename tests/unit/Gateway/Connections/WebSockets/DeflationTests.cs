using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Unit.Connections.WebSockets;

public sealed class DeflationTests
{
    private const string Answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    [Theory]
    [InlineData("permessage-deflate")]
    [InlineData("permessage-deflate; client_max_window_bits")]
    [InlineData("permessage-deflate; client_max_window_bits=8")]
    [InlineData("permessage-deflate; client_max_window_bits=\"15\"")]
    [InlineData("permessage-deflate; server_no_context_takeover; client_no_context_takeover")]
    [InlineData("permessage-deflate; client_no_context_takeover; client_max_window_bits; server_no_context_takeover")]
    [InlineData("x-webkit-deflate-frame, permessage-deflate")]
    [InlineData("permessage-deflate; unknown, permessage-deflate")]
    [InlineData("permessage-deflate; server_max_window_bits=7, permessage-deflate; client_max_window_bits")]
    public void TryAgree_OnAnOfferThatCanBeHonoured_AnswersWithoutContextTakeover(string header)
    {
        Assert.True(Deflation.TryAgree(header, out var agreed));
        Assert.Equal((Answer, int.MaxValue), (agreed!.Answer, agreed.MaxFrame));
    }

    [Theory]
    [InlineData("8", 256)]
    [InlineData("9", 512)]
    [InlineData("\"10\"", 1024)]
    [InlineData("14", 16384)]
    [InlineData("15", int.MaxValue)]
    public void TryAgree_OnAWindow_AnswersItAndCompressesNoLongerFrames(string bits, int maxFrame)
    {
        Assert.True(Deflation.TryAgree($"permessage-deflate; server_max_window_bits={bits}", out var agreed));
        Assert.Equal(($"{Answer}; server_max_window_bits={bits.Trim('"')}", maxFrame), (agreed!.Answer, agreed.MaxFrame));
    }

    [Fact]
    public void TryAgree_OnSeveralOffers_TakesTheFirst()
    {
        Assert.True(Deflation.TryAgree("permessage-deflate; server_max_window_bits=9, permessage-deflate", out var agreed));
        Assert.Equal(512, agreed!.MaxFrame);
    }

    [Theory]
    [InlineData("")]
    [InlineData("permessage-bzip2")]
    [InlineData("Permessage-Deflate")]
    [InlineData("permessage-deflate; unknown")]
    [InlineData("permessage-deflate; unknown=1")]
    [InlineData("permessage-deflate; Server_no_context_takeover")]
    [InlineData("permessage-deflate; server_no_context_takeover; server_no_context_takeover")]
    [InlineData("permessage-deflate; client_max_window_bits; client_max_window_bits=10")]
    [InlineData("permessage-deflate; server_no_context_takeover=1")]
    [InlineData("permessage-deflate; client_no_context_takeover=true")]
    [InlineData("permessage-deflate; server_max_window_bits")]
    [InlineData("permessage-deflate; server_max_window_bits=7")]
    [InlineData("permessage-deflate; server_max_window_bits=16")]
    [InlineData("permessage-deflate; server_max_window_bits=08")]
    [InlineData("permessage-deflate; server_max_window_bits=015")]
    [InlineData("permessage-deflate; server_max_window_bits=1")]
    [InlineData("permessage-deflate; server_max_window_bits=150")]
    [InlineData("permessage-deflate; server_max_window_bits=+9")]
    [InlineData("permessage-deflate; server_max_window_bits=0x9")]
    [InlineData("permessage-deflate; client_max_window_bits=7")]
    [InlineData("permessage-deflate; client_max_window_bits=16")]
    [InlineData("permessage-deflate; client_max_window_bits=a")]
    public void TryAgree_OnNothingThatCanBeHonoured_IsNoAgreement(string header)
    {
        Assert.True(Deflation.TryAgree(header, out var agreed));
        Assert.Null(agreed);
    }

    [Theory]
    [InlineData("permessage-deflate;")]
    [InlineData("permessage-deflate; server_max_window_bits=")]
    [InlineData("permessage-deflate, =")]
    public void TryAgree_OnAMalformedHeader_IsFalse(string header) => Assert.False(Deflation.TryAgree(header, out _));
}
