using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Client;

namespace Gateway.Tests.Security;

/// <summary>Handshakes that are none, each told what is wrong with it. None of it needs Kafka.</summary>
public sealed class HandshakeTests : IAsyncLifetime
{
    private const string Good = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private Node _node = null!;

    public async Task InitializeAsync() => _node = await Node.StartAsync(Site.Settings("127.0.0.1:1", "none.", false));

    public Task DisposeAsync() => _node.DisposeAsync().AsTask();

    [Theory]
    [InlineData("Connection: Upgrade", "Connection: keep-alive", "header Connection")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhl", "Sec-WebSocket-Key")]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", "Sec-WebSocket-Key")]
    [InlineData("\r\nSec-WebSocket-Key", "\r\nSec-WebSocket-Extensions: ;;\r\nSec-WebSocket-Key", "Sec-WebSocket-Extensions")]
    public async Task Handshake_WithAFault_IsRefusedByItsName(string good, string bad, string named)
    {
        var answer = await AskAsync("", Good.Replace(good, bad, StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":4308", answer, StringComparison.Ordinal);
        Assert.Contains(named, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Upgrade: websocket")]
    [InlineData("Upgrade: h2c\r\nConnection: Upgrade\r\n", "Upgrade: websocket")]
    [InlineData("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "Sec-WebSocket-Version: 13")]
    public async Task Request_OfAnotherProtocol_IsToldWhichIsSpoken(string headers, string told)
    {
        var answer = await AskAsync("", headers);
        Assert.StartsWith("HTTP/1.1 426 ", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\n{told}\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":4312", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_WithOtherSubprotocols_IsToldWhichIsSpoken()
    {
        var answer = await AskAsync("", $"{Good}Sec-WebSocket-Protocol: mqtt\r\n");
        Assert.Contains("\"code\":4303", answer, StringComparison.Ordinal);
        Assert.Contains("gateway.v1.json", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?access_token=secret-of-mine", "never taken from the URL")]
    [InlineData("?sinse=1", "'sinse' is no parameter")]
    public async Task Handshake_WithAParameter_IsRefusedAndItsValueNotQuoted(string query, string told)
    {
        var answer = await AskAsync(query, Good);
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":4309", answer, StringComparison.Ordinal);
        Assert.Contains(told, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-mine", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_OfAnUnknownApp_IsAnsweredAsThatOfAKnownOne()
    {
        var known = await AskAsync("", Good);
        Assert.StartsWith("HTTP/1.1 101 ", known, StringComparison.Ordinal);
        Assert.Equal(Undated(known), Undated(await AskAsync("", Good, "nobody")));
    }

    private static string Undated(string head) => string.Join("\r\n", head.Split("\r\n").Where(line => !line.StartsWith("Date:", StringComparison.Ordinal)));

    // The head, and what of the body comes with it or before the end.
    private async Task<string> AskAsync(string query, string headers, string app = "demo")
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_node.Address.Host, _node.Address.Port);
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/apps/{app}/ws{query} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"));
        var answer = new StringBuilder();
        var piece = new byte[4096];
        while (!IsWhole(answer.ToString()) && await stream.ReadAsync(piece).AsTask().WaitAsync(Within.Limit) is > 0 and var read)
            answer.Append(Encoding.UTF8.GetString(piece, 0, read));
        return answer.ToString();
    }

    private static bool IsWhole(string answer) =>
        answer.Contains("\r\n\r\n", StringComparison.Ordinal) && (answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal) || answer.Contains("\"retry\":", StringComparison.Ordinal));
}
