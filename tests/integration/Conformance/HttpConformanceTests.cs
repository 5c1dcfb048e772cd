namespace Gateway.Tests.Integration.Conformance;

/// <summary>RFC 9110 and 9112 where they touch the publisher API. What is asked needs no Kafka.</summary>
public sealed class HttpConformanceTests : IAsyncLifetime
{
    private const string Path = "/v1/apps/demo/channels/orders.1/events";
    private const string Key = $"Authorization: Bearer {PublisherApiHost.ApiKey}\n";

    private PublisherApiHost _api = null!;

    public async Task InitializeAsync() => _api = await PublisherApiHost.StartUnreadyAsync("127.0.0.1:1");

    public async Task DisposeAsync() => await _api.DisposeAsync();

    // 9112: 3.2 (Host), 5.1 (blank before the colon), 5.2 (folding), 6.1 and 6.3 (lengths), 2.2 (blank before the first header), 3 (request line).
    [Theory]
    [InlineData("POST " + Path + " HTTP/1.1\n" + Key + "Content-Length: 0\n\n")]
    [InlineData("POST " + Path + " HTTP/1.1\nHost: a\nHost: b\n" + Key + "Content-Length: 0\n\n")]
    [InlineData("POST " + Path + " HTTP/1.1\nHost : a\n" + Key + "Content-Length: 0\n\n")]
    [InlineData("POST " + Path + " HTTP/1.1\nHost: a\nX: 1\n 2\n" + Key + "Content-Length: 0\n\n")]
    [InlineData("POST " + Path + " HTTP/1.1\n Host: a\n" + Key + "Content-Length: 0\n\n")]
    [InlineData("POST " + Path + " HTTP/1.1\nHost: a\n" + Key + "Content-Length: 1\nContent-Length: 2\n\n{}")]
    [InlineData("POST " + Path + " HTTP/1.1\nHost: a\n" + Key + "Content-Length: -1\n\n{}")]
    [InlineData("POST " + Path + " HTTP/1.1\nHost: a\n" + Key + "Content-Length: 0x2\n\n{}")]
    [InlineData("POST " + Path + " HTTP/1.1\nHost: a\n" + Key + "Transfer-Encoding: chunked\n\nzz\n{}\n0\n\n")]
    [InlineData("POST " + Path + " HTTP/1.1\nHost: a\nX\n" + Key + "Content-Length: 0\n\n")]
    [InlineData("POST  " + Path + " HTTP/1.1\nHost: a\n" + Key + "Content-Length: 0\n\n")]
    public async Task Message_ThatIsNotAsRfc9112Says_IsRefusedWith400(string request) =>
        Assert.Equal(400, RawHttp.StatusOf(await RawHttp.AskAsync(Address, request)));

    // 9112, 6.1: a coding that is not known; 6.3: a length beside chunks is never taken for the length.
    [Theory]
    [InlineData("Transfer-Encoding: gzip\n")]
    [InlineData("Transfer-Encoding: chunked, gzip\n")]
    public async Task TransferCoding_NotKnown_IsRefused(string header) =>
        Assert.InRange(RawHttp.StatusOf(await RawHttp.AskAsync(Address, $"POST {Path} HTTP/1.1\nHost: a\n{Key}{header}\n")), 400, 501);

    // 9110, 15.5.6 and 9.1.
    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("BREW")]
    public async Task Method_NotAllowed_IsAnswered405WithThoseThatAre(string method)
    {
        var answer = await RawHttp.AskAsync(Address, $"{method} {Path} HTTP/1.1\nHost: a\n{Key}Content-Length: 0\n\n");

        Assert.Equal(405, RawHttp.StatusOf(answer));
        Assert.Matches("\r\nAllow: [^\r]*POST", answer);
    }

    // 9110, 11.6.1.
    [Fact]
    public async Task Key_Missing_IsAnswered401WithAChallenge()
    {
        var answer = await RawHttp.AskAsync(Address, $"POST {Path} HTTP/1.1\nHost: a\nContent-Length: 0\n\n");

        Assert.Equal(401, RawHttp.StatusOf(answer));
        Assert.Contains("\r\nWWW-Authenticate: Bearer", answer, StringComparison.OrdinalIgnoreCase);
    }

    // 9110, 11.1: the scheme's name in any case.
    [Fact]
    public async Task Scheme_InAnyCase_IsTheSame() =>
        Assert.Equal(503, RawHttp.StatusOf(await RawHttp.AskAsync(Address, $"POST {Path} HTTP/1.1\nHost: a\nAuthorization: bearer {PublisherApiHost.ApiKey}\nContent-Length: 0\n\n")));

    // 9110, 15.6.4 and 10.2.3.
    [Fact]
    public async Task Service_WithoutKafka_IsAnswered503WithRetryAfter() =>
        Assert.Matches("\r\nRetry-After: [0-9]+\r\n", await RawHttp.AskAsync(Address, $"POST {Path} HTTP/1.1\nHost: a\n{Key}Content-Length: 0\n\n"));

    // 9110, 10.1.1: without a body that never comes unasked, the client is told to go on, or the answer.
    [Fact]
    public async Task Expect_100Continue_IsAnsweredBeforeTheBodyComes() =>
        Assert.Contains(
            RawHttp.StatusOf(await RawHttp.AskAsync(Address, $"POST {Path} HTTP/1.1\nHost: a\n{Key}Expect: 100-continue\nConnection: close\nContent-Length: 2\n\n")), new[] { 100, 503 });

    // 9112, 3.2.2.
    [Fact]
    public async Task Target_InAbsoluteForm_IsAccepted() =>
        Assert.Equal(503, RawHttp.StatusOf(await RawHttp.AskAsync(Address, $"POST http://a{Path} HTTP/1.1\nHost: a\n{Key}Content-Length: 0\n\n")));

    // 9112, 9.6 and 9.3: of two requests on one connection both are answered; after "close" none.
    [Fact]
    public async Task Connection_Close_EndsItAfterTheAnswer() =>
        Assert.Contains("\r\nConnection: close\r\n", await RawHttp.AskAsync(Address, $"POST {Path} HTTP/1.1\nHost: a\n{Key}Connection: close\nContent-Length: 0\n\n"), StringComparison.OrdinalIgnoreCase);

    // 9110, 8.3.1: types are compared without case, parameters do not matter.
    [Fact]
    public async Task MediaType_InAnyCaseWithParameters_IsTheSame()
    {
        var answer = await RawHttp.AskAsync(Address, $"POST {Path} HTTP/1.1\nHost: a\n{Key}Content-Type: Application/CloudEvents+JSON; Charset=UTF-8\nContent-Length: 1\n\n[");

        Assert.Equal(400, RawHttp.StatusOf(answer));
        Assert.Contains("4212", answer, StringComparison.Ordinal);
    }

    private Uri Address => _api.Client.BaseAddress!;
}
