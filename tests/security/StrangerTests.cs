using System.Diagnostics;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gateway.Tests.Client;

namespace Gateway.Tests.Security;

/// <summary>What a connection may cost that has shown no token. None of it needs Kafka.</summary>
[Collection(MeasuringCollection.Name)]
public sealed class StrangerTests
{
    private const string Deflate = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

    [Fact]
    public async Task Bombs_WithoutAToken_AreClosedAndCostAlmostNothing()
    {
        await using var node = await StartAsync();
        // 500,000 names: 2 MB that travel as 2 KB.
        var bomb = Deflated("{\"id\":1,\"subscribe\":{\"channels\":[" + string.Join(',', Enumerable.Repeat("\"a\"", 500_000)) + "]}}");
        await ExplodeAsync(node, bomb);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < 20; i++) Assert.Equal(1009, await ExplodeAsync(node, bomb));

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 20 * (512 << 10));
    }

    [Fact]
    public async Task Message_LongerThanAnyToken_IsClosedWith1009AtItsHeader()
    {
        await using var node = await StartAsync();
        await using var client = await RawClient.OpenAsync(node.Address);
        await client.SendAsync(RawClient.Frame(RawClient.Text, new byte[20_481]).AsMemory(0, 8));

        Assert.Equal(1009, (await client.ReadJsonAsync()).GetProperty("closing").GetProperty("code").GetInt32());
        var (opcode, close) = await client.ReadFrameAsync();
        Assert.Equal((RawClient.Close, "message_too_big"), (opcode, Encoding.ASCII.GetString(close.AsSpan(2))));
    }

    [Fact]
    public async Task Connect_WithTheLongestToken_IsReadAsAWhole()
    {
        await using var node = await StartAsync();
        await using var client = await RawClient.OpenAsync(node.Address);
        await client.SendAsync(RawClient.Frame(RawClient.Text, Connect(new string('a', 16 << 10))));

        Assert.Equal(4101, TestClient.CodeOf(await client.ReadJsonAsync()));
        Assert.Equal(4101, await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Strangers_OverTheirNumber_AreAnswered503UntilOneIsKnown()
    {
        await using var node = await StartAsync(("Gateway:Strangers:MaxConnections", "2"));
        await using var first = await RawClient.OpenAsync(node.Address);
        await using var second = await RawClient.OpenAsync(node.Address);
        var (refused, head) = await RawClient.AskAsync(node.Address);
        await refused.DisposeAsync();
        Assert.StartsWith("HTTP/1.1 503 too_many_connections\r\n", head, StringComparison.Ordinal);

        await first.SendAsync(RawClient.Frame(RawClient.Text, Connect(Tokens.Demo())));
        Assert.True((await first.ReadJsonAsync()).TryGetProperty("connect", out _));
        await using var third = await RawClient.OpenAsync(node.Address);
    }

    [Fact]
    public async Task Connections_OverTheNumberOfAll_AreAnswered503AndTheOthersServed()
    {
        await using var node = await StartAsync(("Connections:Max", "3"));
        var idle = new List<TcpClient>();
        for (var i = 0; i < 2; i++) idle.Add(await OpenTcpAsync(node));
        await using var served = await RawClient.ConnectAsync(node.Address);
        for (var i = 0; i < 50; i++) idle.Add(await OpenTcpAsync(node));
        var (refused, head) = await RawClient.AskAsync(node.Address);
        await refused.DisposeAsync();

        Assert.StartsWith("HTTP/1.1 503 ", head, StringComparison.Ordinal);
        await served.SendAsync(RawClient.Frame(RawClient.Text, """{"id":2,"ping":{}}"""));
        Assert.Equal(2, (await served.ReadJsonAsync()).GetProperty("id").GetInt32());
        foreach (var tcp in idle) tcp.Dispose();
        await Within.UntilAsync(async () => (await RawClient.AskAsync(node.Address)).Head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal), "there is room again");
    }

    [Fact]
    public async Task Address_OverItsRate_IsAnswered429()
    {
        await using var node = await StartAsync(("Connections:RatePerAddress", "1"));
        for (var i = 0; i < 10; i++) await (await RawClient.OpenAsync(node.Address)).DisposeAsync();
        var (refused, head) = await RawClient.AskAsync(node.Address);
        await refused.DisposeAsync();

        Assert.StartsWith("HTTP/1.1 429 too_many_attempts\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Retry-After: ", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /v1/apps/demo/ws HTTP/1.1\r\nHost: localhost\r\n")]
    public async Task Connection_ThatBringsNoRequest_IsEndedInTime(string beginning)
    {
        await using var node = await StartAsync(("Gateway:ConnectTimeout", "00:00:01"));
        using var tcp = await OpenTcpAsync(node);
        var started = Stopwatch.GetTimestamp();
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));
        await EndAsync(tcp.GetStream());

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0.9, 8);
    }

    [Fact]
    public async Task Stranger_ThatSendsFarTooMuchAtOnce_IsStillToldWhy()
    {
        await using var node = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await using var client = await RawClient.OpenAsync(node.Address);
            await client.SendAsync(RawClient.Frame(RawClient.Text, new byte[200_000]));
            Assert.Equal(1009, await client.ReadCloseAsync());
            await client.SendAsync(RawClient.Frame(RawClient.Close, [0x03, 0xf1]));
            await client.EndAsync();
        }
    }

    [Fact]
    public async Task Pings_OfAStranger_AreBounded()
    {
        await using var node = await StartAsync();
        await using var client = await RawClient.OpenAsync(node.Address);
        for (var i = 0; i < 40; i++) await client.SendAsync(RawClient.Frame(RawClient.Ping, ""));

        Assert.Equal(4204, await client.ReadCloseAsync());
    }

    private static Task<Node> StartAsync(params (string Name, string Value)[] settings) => Node.StartAsync(Site.Settings("127.0.0.1:1", "none.", false, settings));

    private static string Connect(string token) => JsonSerializer.Serialize(new { id = 1, connect = new { token } });

    private static async Task<int> ExplodeAsync(Node node, byte[] bomb)
    {
        await using var client = await RawClient.OpenAsync(node.Address, Deflate);
        var frame = RawClient.Frame(RawClient.Text, bomb);
        frame[0] |= 0x40;
        await client.SendAsync(frame);
        return await client.ReadCloseAsync();
    }

    private static byte[] Deflated(string text)
    {
        using var output = new MemoryStream();
        using (var deflating = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflating.Write(Encoding.UTF8.GetBytes(text));
            deflating.Flush();
            return output.ToArray()[..^4];
        }
    }

    private static async Task<TcpClient> OpenTcpAsync(Node node)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(node.Address.Host, node.Address.Port);
        return tcp;
    }

    private static async Task EndAsync(Stream stream)
    {
        var rest = new byte[1024];
        try
        {
            while (await stream.ReadAsync(rest).AsTask().WaitAsync(Within.Limit) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset is an end too.
        }
    }
}
