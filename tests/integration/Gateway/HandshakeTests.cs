using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

public sealed class HandshakeTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Open_WithTheTokenInTheSubprotocol_IsConnectedAtOnce()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await TestClient.OpenAsync(node.Address, tokenInHeader: Tokens.Demo("bob"));

        Assert.Equal("bob", (await client.PushAsync("connect")).Text("user"));
        await client.SubscribeAsync("orders.1");
    }

    [Fact]
    public async Task Open_WithABadTokenInTheSubprotocol_IsToldWhyAndClosed()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await TestClient.OpenAsync(node.Address, tokenInHeader: "a.b.c");

        Assert.Equal(4101, (await client.PushAsync("closing")).GetProperty("code").GetInt32());
        Assert.Equal(4101, await client.CloseCodeAsync());
    }

    [Fact]
    public async Task Open_WithoutASubprotocol_SpeaksVersionOneAndNamesNone()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        var (client, head) = await RawClient.AskAsync(node.Address);
        await using var _ = client;
        await client.SendAsync(RawClient.Frame(RawClient.Text, """{"id":1,"ping":{}}"""));

        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Protocol", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(4204, TestClient.CodeOf(await client.ReadJsonAsync()));
    }

    [Theory]
    [InlineData("Sec-WebSocket-Protocol: mqtt\r\n")]
    [InlineData("Sec-WebSocket-Protocol: gateway.v2.json, mqtt\r\n")]
    [InlineData("Sec-WebSocket-Protocol: gateway.token.a.b.c\r\n")]
    public async Task Open_WithOtherSubprotocolsOnly_IsRefusedWith400(string headers)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        var (client, head) = await RawClient.AskAsync(node.Address, headers: headers);
        await using var _ = client;

        Assert.StartsWith("HTTP/1.1 400 ", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OverTheNodesLimit_IsRefusedWith503UntilOneLeaves()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        // One of the two apps has at most half of them.
        var node = await site.StartNodeAsync(("Gateway:MaxConnections", "4"));
        await using var first = await node.ConnectAsync();
        await using var second = await node.ConnectAsync();
        var (refused, head) = await RawClient.AskAsync(node.Address);
        await refused.DisposeAsync();
        Assert.StartsWith("HTTP/1.1 503 ", head, StringComparison.Ordinal);

        await second.DisposeAsync();
        await Within.UntilAsync(async () => await OpensAsync(node), "the place is free again");
    }

    private static async Task<bool> OpensAsync(Node node)
    {
        var (client, head) = await RawClient.AskAsync(node.Address);
        await client.DisposeAsync();
        return head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal);
    }
}
