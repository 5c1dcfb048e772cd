namespace Gateway.Tests.Integration.Conformance;

/// <summary>The server's side of the opening handshake, RFC 6455, 4.2. It needs no Kafka.</summary>
public sealed class HandshakeConformanceTests : IAsyncLifetime
{
    private const string Key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n";
    private const string Rest = "Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\n";

    private Node _node = null!;

    public async Task InitializeAsync() => _node = await Node.StartAsync(Site.Settings("127.0.0.1:1", "nobody.", isMock: false));

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Theory]
    [InlineData("Upgrade: WebSocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\n" + Key)]
    [InlineData("Upgrade: h2c, websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\n" + Key)]
    [InlineData("Upgrade: websocket\nConnection: keep-alive, upgrade\nSec-WebSocket-Version: 13\n" + Key)]
    [InlineData(Rest + Key + "Sec-WebSocket-Protocol: mqtt, gateway.v1.json\n")]
    [InlineData(Rest + Key + "Sec-WebSocket-Protocol: mqtt\nSec-WebSocket-Protocol: gateway.v1.json\n")]
    [InlineData(Rest + Key + "Sec-WebSocket-Extensions: x-unknown; a=b\n")]
    public async Task Handshake_AsTheRfcAllows_IsAnswered101WithTheAcceptOfTheKey(string headers)
    {
        var answer = await AskAsync(headers);

        Assert.Equal(101, RawHttp.StatusOf(answer));
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Upgrade: websocket", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Connection: Upgrade", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Connection: Upgrade\nSec-WebSocket-Version: 13\n" + Key)]
    [InlineData("Upgrade: websocket\nSec-WebSocket-Version: 13\n" + Key)]
    [InlineData("Upgrade: websocket\nConnection: Upgrade\n" + Key)]
    [InlineData(Rest)]
    [InlineData(Rest + "Sec-WebSocket-Key: tooshort\n")]
    [InlineData(Rest + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSE=\n")]
    [InlineData(Rest + Key + Key)]
    [InlineData(Rest + Key + "Sec-WebSocket-Extensions: permessage-deflate; =\n")]
    public async Task Handshake_ThatLacksSomething_IsRefusedAndIsNoWebSocket(string headers) =>
        Assert.InRange(RawHttp.StatusOf(await AskAsync(headers)), 400, 426);

    [Theory]
    [InlineData("8")]
    [InlineData("25")]
    public async Task Version_OtherThan13_IsRefusedWithTheOneThatIsSpoken(string version)
    {
        var answer = await AskAsync($"Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: {version}\n{Key}");

        Assert.InRange(RawHttp.StatusOf(answer), 400, 426);
        Assert.Contains("\r\nSec-WebSocket-Version: 13\r\n", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Extension_ThatWasNotOffered_IsNotAnswered() =>
        Assert.DoesNotContain("Sec-WebSocket-Extensions", await AskAsync(Rest + Key), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task Handshake_ByPost_IsRefused() => Assert.InRange(RawHttp.StatusOf(await AskAsync(Rest + Key + "Content-Length: 0\n", "POST /v1/apps/demo/ws HTTP/1.1")), 400, 405);

    [Fact]
    public async Task Handshake_OfHttp10_IsRefused() => Assert.InRange(RawHttp.StatusOf(await AskAsync(Rest + Key, "GET /v1/apps/demo/ws HTTP/1.0")), 400, 426);

    // RFC 9112, 3.2.2.
    [Fact]
    public async Task Target_InAbsoluteForm_IsAccepted() =>
        Assert.Equal(101, RawHttp.StatusOf(await AskAsync(Rest + Key, $"GET {_node.Address}v1/apps/demo/ws HTTP/1.1")));

    private Task<string> AskAsync(string headers, string line = "GET /v1/apps/demo/ws HTTP/1.1") =>
        RawHttp.AskAsync(_node.Address, $"{line}\nHost: {_node.Address.Authority}\n{headers}\n");
}
