using System.Text.Json;
using Confluent.Kafka;
using Gateway.Shared.Cursors;
using Gateway.Shared.Positions;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

/// <summary>Durable subscriptions: the device keeps nothing, its cursor is in Kafka.</summary>
public sealed class DurableTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Channel = "orders.1";

    [Fact]
    public async Task Device_ThatComesBackOnAnotherNode_GoesOnAfterItsLastAcknowledgedEvent()
    {
        await using var site = await Site.CreateAsync(kafka);
        var (left, right) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        await using var before = await left.ConnectAsync();
        Assert.False((await SubscribeAsync(before)).GetProperty("resumed").GetBoolean());
        await site.Writer.WriteAsync(Channel, [1, 2, 3, 4]);
        var seen = await before.EventsAsync(4);
        var reply = await before.AskAsync("ack", new { channel = Channel, position = seen[1].Position });
        await before.DisposeAsync();
        await site.Writer.WriteAsync(Channel, 5);

        await using var after = await right.ConnectAsync();
        var resumed = await SubscribeAsync(after);

        Assert.Equal((Channel, seen[1].Position), (reply.Text("channel"), reply.Text("position")));
        Assert.True(resumed.GetProperty("resumed").GetBoolean());
        Assert.Equal(seen[1].Position, resumed.Text("position"));
        Assert.Equal([3, 4, 5], (await after.EventsAsync(3)).Select(received => received.Number));
        await after.NothingMoreAsync();
    }

    [Fact]
    public async Task Device_ThatNeverAcknowledged_GoesOnWhereItBegan()
    {
        await using var site = await Site.CreateAsync(kafka);
        var (left, right) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        await site.Writer.WriteAsync(Channel, 1);
        await using var before = await left.ConnectAsync();
        var begun = await SubscribeAsync(before);
        await before.DisposeAsync();
        await site.Writer.WriteAsync(Channel, [2, 3]);

        await using var after = await right.ConnectAsync();

        Assert.Equal(begun.Text("position"), (await SubscribeAsync(after)).Text("position"));
        Assert.Equal([2, 3], (await after.EventsAsync(2)).Select(received => received.Number));
    }

    [Fact]
    public async Task Start_IsForTheFirstTimeOnly_AndAPositionMovesNoCursor()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await site.Writer.WriteAsync(Channel, [1, 2, 3]);
        await using var first = await node.ConnectAsync();
        await SubscribeAsync(first, start: "earliest");
        var seen = await first.EventsAsync(3);
        await first.AskAsync("ack", new { channel = Channel, position = seen[0].Position });

        await using var second = await node.ConnectAsync();
        await SubscribeAsync(second, position: seen[2].Position);
        await second.NothingMoreAsync();
        await using var third = await node.ConnectAsync();
        await SubscribeAsync(third, start: "earliest");

        Assert.Equal([2, 3], (await third.EventsAsync(2)).Select(received => received.Number));
    }

    [Fact]
    public async Task Ack_OfAPositionThatWasNotSent_IsRefusedAndTheCursorStays()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var begun = await SubscribeAsync(client);
        await client.SubscribeAsync("plain");
        Assert.True(Position.TryParse(begun.Text("position"), out var position));

        Assert.Equal(4220, await AckRefusalAsync(client, $"{position with { Offset = position.Offset + 1 }}"));
        Assert.Equal(4210, await AckRefusalAsync(client, $"{position with { Epoch = position.Epoch + 1 }}"));
        Assert.Equal(4210, await AckRefusalAsync(client, $"{position with { Partition = (position.Partition + 1) % 4 }}"));
        Assert.Equal(4210, await AckRefusalAsync(client, "garbage"));
        Assert.Equal(4221, await AckRefusalAsync(client, begun.Text("position"), "plain"));
        Assert.Equal(4209, await AckRefusalAsync(client, begun.Text("position"), "other"));
        Assert.Equal(4202, await client.RefusalAsync("ack", new { channel = Channel }));

        await site.Writer.WriteAsync(Channel, 1);
        await using var after = await node.ConnectAsync();
        Assert.Equal(begun.Text("position"), (await SubscribeAsync(after)).Text("position"));
        Assert.Equal(1, (await after.EventAsync()).Number);
    }

    [Fact]
    public async Task Ack_ThatGoesBack_MovesNothing()
    {
        await using var site = await Site.CreateAsync(kafka);
        var (left, right) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        await using var client = await left.ConnectAsync();
        await SubscribeAsync(client);
        await site.Writer.WriteAsync(Channel, [1, 2]);
        var seen = await client.EventsAsync(2);
        await client.AskAsync("ack", new { channel = Channel, position = seen[1].Position });

        var back = await client.AskAsync("ack", new { channel = Channel, position = seen[0].Position });

        await using var after = await right.ConnectAsync();
        Assert.Equal(seen[1].Position, back.Text("position"));
        Assert.Equal(seen[1].Position, (await SubscribeAsync(after)).Text("position"));
    }

    [Fact]
    public async Task Cursor_OfAnotherUserOrAnotherName_IsAnother()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var alice = await node.ConnectAsync(Tokens.Demo("alice"));
        await SubscribeAsync(alice);
        await site.Writer.WriteAsync(Channel, 1);
        await alice.EventAsync();

        await using var bob = await node.ConnectAsync(Tokens.Demo("bob"));
        Assert.False((await SubscribeAsync(bob)).GetProperty("resumed").GetBoolean());
        await using var tablet = await node.ConnectAsync(Tokens.Demo("alice"));
        Assert.False((await SubscribeAsync(tablet, "tablet")).GetProperty("resumed").GetBoolean());
        await using var phone = await node.ConnectAsync(Tokens.Demo("alice"));
        Assert.True((await SubscribeAsync(phone)).GetProperty("resumed").GetBoolean());
        await using var nameless = await node.ConnectAsync();
        Assert.Equal(4222, TestClient.CodeOf(await SubscribeAsync(nameless, "a name")));
    }

    [Fact]
    public async Task Unsubscribe_WithForget_LetsTheNameBeginAnew()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await SubscribeAsync(client);
        await client.SubscribeAsync("plain");
        await site.Writer.WriteAsync(Channel, 1);
        await client.EventAsync();

        var plain = await client.AskAsync("unsubscribe", new { channels = new[] { "plain" }, forget = true });
        await client.AskAsync("unsubscribe", new { channels = new[] { Channel }, forget = true });
        var anew = await SubscribeAsync(client);

        Assert.Equal(4221, TestClient.CodeOf(plain.GetProperty("channels")[0]));
        Assert.False(anew.GetProperty("resumed").GetBoolean());
        await client.NothingMoreAsync();
    }

    [SkippableFact]
    public async Task Cursor_ThatWasNotUsedForItsExpiry_IsForgotten()
    {
        kafka.RequireRealKafka("the mock does not keep time stamps that are given");
        await using var site = await Site.CreateAsync(kafka);
        await kafka.CreateTopicAsync(site.CursorsTopic, 1);
        var node = await site.StartNodeAsync(("Cursors:Expiry", "10.00:00:00"));
        await using var client = await node.ConnectAsync();
        var position = (await client.SubscribeAsync(Channel))[Channel];
        await client.SingleAsync("unsubscribe", Channel);
        await WriteCursorAsync(site, "old", position, DateTimeOffset.UtcNow.AddDays(-11));
        await WriteCursorAsync(site, "new", position, DateTimeOffset.UtcNow.AddDays(-9));

        Assert.False((await SubscribeAsync(client, "old")).GetProperty("resumed").GetBoolean());
        await client.SingleAsync("unsubscribe", Channel);
        Assert.True((await SubscribeAsync(client, "new")).GetProperty("resumed").GetBoolean());
    }

    private async Task WriteCursorAsync(Site site, string name, string position, DateTimeOffset time)
    {
        Assert.True(Position.TryParse(position, out var at));
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await producer.ProduceAsync(site.CursorsTopic, new()
        {
            Key = new CursorKey("demo", Channel, "alice", name).ToJson(),
            Value = new StoredCursor(at, at, null).ToJson(),
            Timestamp = new Timestamp(time),
        });
    }

    private static async Task<int> AckRefusalAsync(TestClient client, string position, string channel = Channel) =>
        await client.RefusalAsync("ack", new { channel, position });

    private static async Task<JsonElement> SubscribeAsync(TestClient client, string durable = "phone", string? start = null, string? position = null)
    {
        var reply = await client.AskAsync("subscribe", new { channels = new[] { new { channel = Channel, durable, start, position } } });
        return reply.GetProperty("channels").EnumerateArray().Single();
    }
}
