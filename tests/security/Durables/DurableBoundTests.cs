using System.Text.Json;
using Confluent.Kafka;
using Gateway.Shared.Cursors;
using Gateway.Shared.Positions;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Security.Durables;

/// <summary>Durable names are made by users: they are bounded, and a flood of one app's is not felt by the others.</summary>
[Collection(KafkaCollection.Name)]
public sealed class DurableBoundTests(KafkaFixture kafka)
{
    private const string Channel = "orders.1";

    [Fact]
    public async Task Names_OfAUserOnAChannel_AreBoundedAndGivenBack()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        await kafka.CreateTopicAsync(site.CursorsTopic, 1);
        var node = await site.StartNodeAsync(("Cursors:MaxNamesPerUser", "3"));
        await using var client = await node.ConnectAsync();
        for (var i = 0; i < 3; i++) Assert.False(await ResumedAsync(client, $"phone-{i}"));

        var refused = await SubscribeAsync(client, "phone-3");
        Assert.Equal(4225, TestClient.CodeOf(refused));
        Assert.StartsWith("A user has at most 3 durable names on a channel.", refused.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(await ResumedAsync(client, "phone-1", forget: true));
        Assert.False(await ResumedAsync(client, "phone-3"));
        await using var bob = await node.ConnectAsync(Tokens.Demo("bob"));
        Assert.False(await ResumedAsync(bob, "phone-0"));
    }

    [Fact]
    public async Task Cursors_OfAnAppThatFloods_LeaveTheOthersAtHandAndAreStillFound()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        await kafka.CreateTopicAsync(site.CursorsTopic, 1);
        var node = await site.StartNodeAsync(("Cursors:MaxIndexBytes", "1048576"));
        await using var client = await node.ConnectAsync();
        await using var flooding = await TestClient.OpenAsync(node.Address, "other");
        await flooding.AskAsync("connect", new { token = Tokens.Signed(Tokens.Claims("other"), Tokens.OtherSecret) });
        Assert.False(await ResumedAsync(client, "phone"));
        Assert.False(await ResumedAsync(flooding, "phone"));

        await FloodAsync(site, 10_000);

        Assert.True(await ResumedAsync(client, "phone"));
        Assert.True(await ResumedAsync(flooding, "phone"));
        Assert.Equal(4225, TestClient.CodeOf(await SubscribeAsync(flooding, "new")));
        Assert.False(await ResumedAsync(client, "new"));
    }

    private async Task FloodAsync(Site site, int names)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers, QueueBufferingMaxMessages = 100_000 }).Build();
        var cursor = new StoredCursor(new Position(1, 0, 0), new Position(1, 0, 0), null).ToJson();
        for (var i = 0; i < names; i++)
            producer.Produce(new TopicPartition(site.CursorsTopic, 0), new() { Key = new CursorKey("other", $"flood.{i}", "mallory", "phone").ToJson(), Value = cursor });
        await Task.Run(() => producer.Flush(Within.Limit));
    }

    private static async Task<bool> ResumedAsync(TestClient client, string durable, bool forget = false)
    {
        var resumed = (await SubscribeAsync(client, durable)).GetProperty("resumed").GetBoolean();
        await client.AskAsync("unsubscribe", new { channels = new[] { Channel }, forget });
        return resumed;
    }

    private static async Task<JsonElement> SubscribeAsync(TestClient client, string durable)
    {
        var reply = await client.AskAsync("subscribe", new { channels = new[] { new { channel = Channel, durable } } });
        return reply.GetProperty("channels").EnumerateArray().Single();
    }
}
