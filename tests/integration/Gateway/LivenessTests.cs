using System.Diagnostics;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

public sealed class LivenessTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Connection_ThatNeverConnects_IsClosedInTime()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:ConnectTimeout", "00:00:01"));
        await using var connected = await node.ConnectAsync();
        var started = Stopwatch.GetTimestamp();
        await using var client = await TestClient.OpenAsync(node.Address);

        Assert.Equal(4001, (await client.PushAsync("closing")).GetProperty("code").GetInt32());
        Assert.Equal(4001, await client.CloseCodeAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0.9, 15);
        await connected.NothingMoreAsync();
    }

    [Fact]
    public async Task Ping_OfEachKind_IsAnswered()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await RawClient.ConnectAsync(node.Address);
        await client.SendAsync(RawClient.Frame(RawClient.Ping, "are you there"));
        var (opcode, payload) = await client.ReadFrameAsync();
        await client.SendAsync(RawClient.Frame(RawClient.Text, """{"id":2,"ping":{}}"""));

        Assert.Equal((RawClient.Pong, "are you there"), (opcode, System.Text.Encoding.UTF8.GetString(payload)));
        Assert.Equal("""{"id":2,"ping":{}}""", (await client.ReadJsonAsync()).GetRawText());
    }

    [Fact]
    public async Task Connection_ThatIsSilent_IsPingedThenClosed()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:PingInterval", "00:00:01"), ("Gateway:CloseTimeout", "00:00:01"));
        await using var client = await RawClient.ConnectAsync(node.Address);
        var (opcode, _) = await client.ReadFrameAsync();

        Assert.Equal(RawClient.Ping, opcode);
        Assert.Equal(4002, await client.ReadCloseAsync());
        // It does not answer the close either: the node cuts it.
        await client.EndAsync();
    }

    [Fact]
    public async Task Connection_ThatAnswersPings_Stays()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:PingInterval", "00:00:02"));
        await using var client = await RawClient.ConnectAsync(node.Address);
        for (var ping = 0; ping < 4; ping++)
        {
            var (opcode, payload) = await client.ReadFrameAsync();
            Assert.Equal(RawClient.Ping, opcode);
            await client.SendAsync(RawClient.Frame(RawClient.Pong, payload));
        }
    }
}
