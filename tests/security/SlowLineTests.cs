using System.Text;
using System.Text.Json;
using Gateway.Connections;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Security;

/// <summary>Clients on slow lines are alive as long as bytes move.</summary>
[Collection(KafkaCollection.Name)]
public sealed class SlowLineTests(KafkaFixture kafka)
{
    private const int BytesPerSecond = 45_000;

    [Fact]
    public async Task Event_ThatTakesLongerThanThePings_ArrivesAsAWhole()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:PingInterval", "00:00:02"));
        await using var client = await RawClient.ConnectAsync(node.Address);
        await client.SendAsync(RawClient.Frame(RawClient.Text, """{"id":2,"subscribe":{"channels":["c.1"]}}"""));
        await client.ReadJsonAsync();
        await site.Writer.WriteAsync("c.1", "large", JsonSerializer.SerializeToUtf8Bytes(new string('x', 500_000)));

        var received = await client.ReadSlowlyAsync(BytesPerSecond);
        Assert.Contains("\"id\":\"large\"", Encoding.UTF8.GetString(received), StringComparison.Ordinal);
        await client.SendAsync(RawClient.Frame(RawClient.Text, """{"id":3,"ping":{}}"""));
        Assert.Equal("""{"id":3,"ping":{}}""", await ReadReplySlowlyAsync(client));
    }

    [Fact]
    public async Task Command_ThatTakesLongerThanThePings_IsAnswered()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:PingInterval", "00:00:01"));
        await using var client = await RawClient.ConnectAsync(node.Address);
        var frame = RawClient.Frame(RawClient.Text, """{"id":2,"ping":{}}""".PadRight(60_000));
        for (var at = 0; at < frame.Length; at += 6_001)
        {
            await client.SendAsync(frame.AsMemory(at, Math.Min(6_001, frame.Length - at)));
            await Task.Delay(500);
        }
        Assert.Equal("""{"id":2,"ping":{}}""", await ReadReplySlowlyAsync(client));
    }

    [Fact]
    public async Task Client_ThatTakesNothing_IsClosedWith4002()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:PingInterval", "00:00:01"), ("Gateway:CloseTimeout", "00:00:01"));
        await using var client = await RawClient.ConnectAsync(node.Address);
        await client.SendAsync(RawClient.Frame(RawClient.Text, """{"id":2,"subscribe":{"channels":["c.1"]}}"""));
        await client.ReadJsonAsync();
        await site.Writer.WriteAsync("c.1", "large", JsonSerializer.SerializeToUtf8Bytes(new string('x', 900_000)));

        await Within.UntilAsync(() => node.Services.GetRequiredService<ConnectionRegistry>().IsEmpty, "the node has let the client go");
    }

    // A busy machine may be told in between that Kafka's answer was late.
    private static async Task<string> ReadReplySlowlyAsync(RawClient client)
    {
        while (true)
        {
            var text = Encoding.UTF8.GetString(await client.ReadSlowlyAsync(BytesPerSecond));
            if (!text.StartsWith("{\"stale\"", StringComparison.Ordinal) && !text.StartsWith("{\"live\"", StringComparison.Ordinal)) return text;
        }
    }
}
