using System.Net.WebSockets;
using System.Text;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

/// <summary>Bytes as RFC 6455 has them, good and bad, against a node.</summary>
public sealed class WebSocketFrameTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string PingTwo = """{"id":2,"ping":{}}""";

    [Fact]
    public async Task Commands_SplitAtEveryByte_AreAnswered()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await RawClient.ConnectAsync(node.Address);
        byte[] twoFrames = [.. RawClient.Frame(RawClient.Text, PingTwo), .. RawClient.Frame(RawClient.Text, """{"id":3,"ping":{}}""")];
        foreach (var one in twoFrames) await client.SendAsync(new[] { one });

        Assert.Equal(2, (await client.ReadJsonAsync()).GetProperty("id").GetInt32());
        Assert.Equal(3, (await client.ReadJsonAsync()).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Message_OfManyFramesWithAPingBetween_IsAnswered()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await RawClient.ConnectAsync(node.Address);
        var bytes = Encoding.UTF8.GetBytes("""{"id":2,"subscribe":{"channels":["Straße.€"]}}""");
        for (var at = 0; at < bytes.Length; at++)
        {
            await client.SendAsync(RawClient.Frame(at == 0 ? RawClient.Text : 0, bytes.AsSpan(at, 1), final: at == bytes.Length - 1));
            if (at == 9) await client.SendAsync(RawClient.Frame(RawClient.Ping, "between"));
        }
        var (opcode, pong) = await client.ReadFrameAsync();
        var reply = await client.ReadJsonAsync();

        Assert.Equal((RawClient.Pong, "between"), (opcode, Encoding.UTF8.GetString(pong)));
        Assert.Equal("Straße.€", reply.GetProperty("subscribe").GetProperty("channels")[0].Text("channel"));
    }

    [Fact]
    public async Task Command_InABinaryMessage_IsAnsweredAsText()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await client.SendTextAsync(PingTwo, WebSocketMessageType.Binary);

        Assert.True((await client.ReplyAsync(2)).TryGetProperty("ping", out _));
    }

    [Theory]
    [InlineData(1002, "unmasked")]
    [InlineData(1002, "reserved")]
    [InlineData(1002, "opcode")]
    [InlineData(1002, "continuation")]
    [InlineData(1007, "utf8")]
    [InlineData(1009, "announced")]
    [InlineData(1009, "fragments")]
    public async Task Connection_ThatBreaksTheProtocol_IsToldWhyAndClosed(int code, string how)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:MaxMessageBytes", "65536"));
        await using var client = await RawClient.ConnectAsync(node.Address);
        await client.SendAsync(Violation(how));

        var closing = await client.ReadJsonAsync();

        Assert.Equal(code, closing.GetProperty("closing").GetProperty("code").GetInt32());
        Assert.Equal(code, await client.ReadCloseAsync());
        await client.SendAsync(RawClient.Frame(RawClient.Close, [(byte)(code >> 8), (byte)code]));
        await client.EndAsync();
    }

    [Fact]
    public async Task Close_WithACode_IsEchoed()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await RawClient.ConnectAsync(node.Address);
        await client.SendAsync(RawClient.Frame(RawClient.Close, [0x03, 0xe8]));

        Assert.Equal(1000, await client.ReadCloseAsync());
        await client.EndAsync();
    }

    [Fact]
    public async Task Message_OfExactlyTheLimit_IsAnswered()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:MaxMessageBytes", "65536"));
        await using var client = await RawClient.ConnectAsync(node.Address);
        await client.SendAsync(RawClient.Frame(RawClient.Text, PingTwo.PadRight(65536)));

        Assert.Equal(2, (await client.ReadJsonAsync()).GetProperty("id").GetInt32());
    }

    private static byte[] Violation(string how) => how switch
    {
        "unmasked" => RawClient.Frame(RawClient.Text, Encoding.UTF8.GetBytes(PingTwo), masked: false),
        "reserved" => [0xc1, .. RawClient.Frame(RawClient.Text, PingTwo)[1..]],
        "opcode" => [0x83, .. RawClient.Frame(RawClient.Text, PingTwo)[1..]],
        "continuation" => RawClient.Frame(0, PingTwo),
        "utf8" => RawClient.Frame(RawClient.Text, [(byte)'{', (byte)'"', 0xc3, 0x28, (byte)'"', (byte)'}']),
        // The header alone, for 64 KiB and one byte: nothing of the message need come.
        "announced" => [0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 1, 2, 3, 4],
        "fragments" =>
        [
            .. RawClient.Frame(RawClient.Text, new byte[40_000], final: false),
            .. RawClient.Frame(0, new byte[30_000]),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(how)),
    };
}
