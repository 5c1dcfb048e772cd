using Gateway.Tests.Client;

namespace Gateway.Tests.Integration.Conformance;

/// <summary>Control frames and the closing handshake, RFC 6455, 5.5 and 7. They need no Kafka.</summary>
public sealed class ClosingConformanceTests : IAsyncLifetime
{
    private Node _node = null!;

    public async Task InitializeAsync() => _node = await Node.StartAsync(Site.Settings("127.0.0.1:1", "nobody.", isMock: false));

    public async Task DisposeAsync() => await _node.DisposeAsync();

    // 7.1.1: the server ends the TCP connection, also if the client does not.
    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x03, 0xe8 })]
    [InlineData(new byte[] { 0x03, 0xe9, (byte)'b', (byte)'y', (byte)'e' })]
    [InlineData(new byte[] { 0x0f, 0xa0 })]
    public async Task Close_FromTheClient_IsAnsweredWithItsCodeAndTheConnectionEnds(byte[] payload)
    {
        await using var client = await RawClient.OpenAsync(_node.Address);
        await client.SendAsync(RawClient.Frame(RawClient.Close, payload));

        var (opcode, answer) = await client.ReadFrameAsync();

        Assert.Equal(RawClient.Close, opcode);
        Assert.Equal(payload.Take(2), answer.Take(2));
        await client.EndAsync();
    }

    // 5.5.1 and 7.4.1: 1005, 1006 and 1015 are never sent; below 1000 and from 5000 on there are none.
    [Theory]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(2999)]
    [InlineData(5000)]
    public async Task Close_WithACodeThatMayNotBeSent_IsAProtocolError(int code)
    {
        await using var client = await RawClient.OpenAsync(_node.Address);
        await client.SendAsync(RawClient.Frame(RawClient.Close, [(byte)(code >> 8), (byte)code]));

        Assert.Equal(1002, await client.ReadCloseAsync());
    }

    // 5.5.1: what comes after a close frame is not processed.
    [Fact]
    public async Task Command_AfterAClose_IsNotAnswered()
    {
        await using var client = await RawClient.OpenAsync(_node.Address);
        await client.SendAsync((byte[])[.. RawClient.Frame(RawClient.Close, [0x03, 0xe8]), .. RawClient.Frame(RawClient.Text, """{"id":1,"ping":{}}""")]);

        Assert.Equal(RawClient.Close, (await client.ReadFrameAsync()).Opcode);
        await client.EndAsync();
    }

    // 5.5.2 and 5.5.3: with its payload; one that was not asked for is no fault.
    [Fact]
    public async Task Ping_WithAPayload_IsAnsweredWithIt_AndAnUnaskedPongIsPassedOver()
    {
        await using var client = await RawClient.OpenAsync(_node.Address);
        var payload = Enumerable.Range(0, 125).Select(i => (byte)i).ToArray();
        await client.SendAsync((byte[])[.. RawClient.Frame(RawClient.Pong, [1, 2]), .. RawClient.Frame(RawClient.Ping, payload)]);

        var (opcode, answer) = await client.ReadFrameAsync();

        Assert.Equal(RawClient.Pong, opcode);
        Assert.Equal(payload, answer);
    }

    // 7.1.7: what breaks the protocol fails the connection.
    [Fact]
    public async Task Frame_Unmasked_FailsTheConnectionWith1002()
    {
        await using var client = await RawClient.OpenAsync(_node.Address);
        await client.SendAsync(RawClient.Frame(RawClient.Text, "{}"u8, masked: false));

        Assert.Equal(1002, await client.ReadCloseAsync());
        await client.EndAsync();
    }
}
