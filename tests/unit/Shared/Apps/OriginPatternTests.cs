using Gateway.Shared.Apps;

namespace Gateway.Tests.Unit.Shared.Apps;

public class OriginPatternTests
{
    [Theory]
    [InlineData("https://app.example.com", "https://app.example.com")]
    [InlineData("https://app.example.com:443", "https://app.example.com")]
    [InlineData("https://app.example.com", "https://app.example.com:443")]
    [InlineData("HTTPS://App.Example.com", "https://app.example.com")]
    [InlineData("http://localhost:3000", "http://localhost:3000")]
    [InlineData("http://[::1]:3000", "http://[::1]:3000")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData("https://xn--bcher-kva.example", "https://xn--bcher-kva.example")]
    [InlineData("https://*.example.com", "https://a.example.com")]
    [InlineData("https://*.example.com:8443", "https://a.example.com:8443")]
    [InlineData("*", "https://a.example.com")]
    [InlineData("*", "null")]
    [InlineData("*", "capacitor://localhost")]
    public void Covers_WhatItNames(string pattern, string origin) => Assert.True(Parse(pattern).Covers(WebOrigin.Parse(origin)));

    [Theory]
    [InlineData("https://app.example.com", "http://app.example.com")]
    [InlineData("https://app.example.com", "https://app.example.com:8443")]
    [InlineData("https://app.example.com", "https://app.example.com.evil.example")]
    [InlineData("https://app.example.com", "https://evil.example/https://app.example.com")]
    [InlineData("https://app.example.com", "https://app.example.com@evil.example")]
    [InlineData("https://app.example.com", "https://xapp.example.com")]
    [InlineData("https://app.example.com", "null")]
    [InlineData("https://app.example.com", "")]
    [InlineData("https://app.example.com", "https://app.example.com, https://evil.example")]
    [InlineData("https://*.example.com", "https://example.com")]
    [InlineData("https://*.example.com", "https://a.b.example.com")]
    [InlineData("https://*.example.com", "https://.example.com")]
    [InlineData("https://*.example.com", "https://evil.example/.example.com")]
    [InlineData("https://*.example.com", "https://evilexample.com")]
    [InlineData("https://*.example.com", "https://a.example.com:8443")]
    [InlineData("https://*.example.com", "https://*.example.com")]
    [InlineData("https://*.example.com", "null")]
    public void Covers_NothingElse(string pattern, string origin) => Assert.False(Parse(pattern).Covers(WebOrigin.Parse(origin)));

    [Theory]
    [InlineData("")]
    [InlineData("app.example.com")]
    [InlineData("ws://app.example.com")]
    [InlineData("https://")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com/page")]
    [InlineData("https://app.example.com?x")]
    [InlineData("https://user@app.example.com")]
    [InlineData("https://app.example.com:")]
    [InlineData("https://app.example.com:99999")]
    [InlineData("https://app.example.com ")]
    [InlineData("https://app.example.com\n")]
    [InlineData("https://*")]
    [InlineData("https://*.*.example.com")]
    [InlineData("https://a.*.example.com")]
    [InlineData("https://a*.example.com")]
    [InlineData("https://*.127.0.0.1")]
    [InlineData("https://*.")]
    [InlineData("**")]
    [InlineData("null")]
    public void Parse_OfWhatIsNone_SaysWhyAndQuotesNothing(string text)
    {
        Assert.False(OriginPattern.TryParse(text, out _, out var fault));
        Assert.NotEmpty(fault!);
        if (text.Contains("app.example", StringComparison.Ordinal)) Assert.DoesNotContain("app.example", fault, StringComparison.Ordinal);
    }

    private static OriginPattern Parse(string text) => OriginPattern.TryParse(text, out var pattern, out var fault) ? pattern : throw new ArgumentException(fault);
}
