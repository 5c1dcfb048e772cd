using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Gateway.Metrics;
using Gateway.Tests.Client;
using Gateway.Tests.Integration.Kafka;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

/// <summary>permessage-deflate (RFC 7692): with .NET's own client, and byte by byte.</summary>
[Collection(MeasuringCollection.Name)]
public sealed class DeflateTests(KafkaFixture kafka)
{
    private const string Offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    private const string Answer = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n";
    private const string Channel = "orders.1";

    private static readonly byte[] Large = Encoding.UTF8.GetBytes(
        JsonSerializer.Serialize(Enumerable.Range(0, 100).Select(i => new { sku = $"A-{i}", quantity = i % 7 })));

    [Fact]
    public async Task Events_ToTwoWhoTakeThemCompressedAndOneWhoDoesNot_AreTheSameAndCompressedOnce()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var first = await ConnectAsync(node, new WebSocketDeflateOptions());
        await using var second = await ConnectAsync(node, new WebSocketDeflateOptions { ServerMaxWindowBits = 13, ClientContextTakeover = false });
        await using var plain = await node.ConnectAsync();
        TestClient[] clients = [first, second, plain];
        foreach (var client in clients) await client.SubscribeAsync(Channel);
        var (deflated, sent) = (GatewayMetrics.Deflated.Value, new List<string>());
        for (var i = 0; i < 5; i++)
        {
            await site.Writer.WriteAsync(Channel, $"large-{i}", Large);
            await site.Writer.WriteAsync(Channel, $"small-{i}", "1"u8.ToArray());
        }
        foreach (var client in clients) sent.Add(await ReadAsync(client, 10));

        Assert.Single(sent.Distinct());
        Assert.Equal(5, GatewayMetrics.Deflated.Value - deflated);
    }

    [Fact]
    public async Task Events_OnTheWire_AreCompressedIfLargeLiveAndReadAgain()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        var (client, head) = await RawClient.AskAsync(node.Address, headers: Offer);
        await using var _ = client;
        Assert.Contains(Answer, head, StringComparison.OrdinalIgnoreCase);
        await site.Writer.WriteAsync(Channel, "before", Large);
        await ConnectAsync(client, new { channel = Channel, start = "earliest" });
        Assert.Equal("before", await ReadCompressedAsync(client));
        await site.Writer.WriteAsync(Channel, "live", Large);
        Assert.Equal("live", await ReadCompressedAsync(client));
        await site.Writer.WriteAsync(Channel, "small", "1"u8.ToArray());

        Assert.Equal("small", (await client.ReadJsonAsync()).GetProperty("event").Text("id"));
        Assert.False(client.WasCompressed);
    }

    [Fact]
    public async Task Offer_WhenItIsTurnedOff_IsNotAccepted()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:Deflate:Enabled", "false"));
        var (client, head) = await RawClient.AskAsync(node.Address, headers: Offer);
        await using var _ = client;

        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("permessage-deflate; server_max_window_bits=7", "101")]
    [InlineData("permessage-deflate; foo\r\nSec-WebSocket-Extensions: bar", "101")]
    [InlineData("permessage-deflate;", "400")]
    public async Task Offer_ThatCannotBeHonoured_IsDeclinedAndOneThatCannotBeReadRefused(string offer, string status)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        var (client, head) = await RawClient.AskAsync(node.Address, headers: $"Sec-WebSocket-Extensions: {offer}\r\n");
        await using var _ = client;

        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(1009, "bomb")]
    [InlineData(1002, "corrupt")]
    [InlineData(1007, "utf8")]
    public async Task Message_CompressedThatCannotBeRead_IsToldWhyAndClosed(int code, string how)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:MaxMessageBytes", "65536"));
        await using var client = await RawClient.OpenAsync(node.Address, Offer);
        await client.SendAsync(Compressed(how switch
        {
            "bomb" => Deflate(new byte[10_000_000]),
            "corrupt" => [0xff, 0xff, 0xff],
            _ => Deflate([0xc3, 0x28]),
        }));

        Assert.Equal(code, (await client.ReadJsonAsync()).GetProperty("closing").GetProperty("code").GetInt32());
        Assert.Equal(code, await client.ReadCloseAsync());
    }

    private static async Task<TestClient> ConnectAsync(Node node, WebSocketDeflateOptions deflate)
    {
        var client = await TestClient.OpenAsync(node.Address, deflate: deflate);
        await client.AskAsync("connect", new { token = Tokens.Demo() });
        return client;
    }

    // With compressed commands.
    private static async Task ConnectAsync(RawClient client, object channel)
    {
        await client.SendAsync(Compressed(Deflate(JsonSerializer.SerializeToUtf8Bytes(new { id = 1, connect = new { token = Tokens.Demo() } }))));
        Assert.True((await client.ReadJsonAsync()).TryGetProperty("connect", out _));
        await client.SendAsync(Compressed(Deflate(JsonSerializer.SerializeToUtf8Bytes(new { id = 2, subscribe = new { channels = new[] { channel } } }))));
        Assert.True((await client.ReadJsonAsync()).TryGetProperty("subscribe", out _));
        Assert.False(client.WasCompressed);
    }

    private static async Task<string> ReadAsync(TestClient client, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++) text.AppendLine((await client.PushAsync("event")).GetRawText());
        return text.ToString();
    }

    private static async Task<string?> ReadCompressedAsync(RawClient client)
    {
        var (_, payload) = await client.ReadFrameAsync();
        Assert.True(client.WasCompressed);
        Assert.InRange(payload.Length, 100, Large.Length / 2);
        using var inflating = new DeflateStream(new MemoryStream([.. payload, 0, 0, 0xff, 0xff]), CompressionMode.Decompress);
        using var document = await JsonDocument.ParseAsync(inflating);
        return document.RootElement.GetProperty("event").Text("id");
    }

    private static byte[] Compressed(byte[] payload)
    {
        var frame = RawClient.Frame(RawClient.Text, payload);
        frame[0] |= 0x40;
        return frame;
    }

    private static byte[] Deflate(byte[] message)
    {
        using var output = new MemoryStream();
        using var deflating = new DeflateStream(output, CompressionLevel.Optimal);
        deflating.Write(message);
        deflating.Flush();
        return output.ToArray()[..^4];
    }
}
