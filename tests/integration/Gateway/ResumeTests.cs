using Gateway.Tests.Client;
using Gateway.Tests.Integration.Kafka;
using Gateway.Tests.Integration.Support;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

[Collection(KafkaCollection.Name)]
public sealed class ResumeTests(KafkaFixture kafka)
{
    private const string Channel = "orders.1";

    [Fact]
    public async Task Resume_OnTheSameNode_BringsExactlyWhatWasMissed()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var before = await node.ConnectAsync();
        await before.SubscribeAsync(Channel);
        await site.Writer.WriteAsync(Channel, [1, 2]);
        var seen = await before.EventsAsync(2);
        await before.DisposeAsync();
        await site.Writer.WriteAsync(Channel, Enumerable.Range(3, 100));

        await using var after = await node.ConnectAsync();
        var resumed = await after.ResumeAsync(Channel, seen[^1].Position);
        var missed = await after.EventsAsync(100);
        await site.Writer.WriteAsync(Channel, 103);

        Assert.Equal(seen[^1].Position, resumed.Text("position"));
        Assert.Equal(Enumerable.Range(3, 100), missed.Select(received => received.Number));
        Assert.Equal(103, (await after.EventAsync()).Number);
        await after.NothingMoreAsync();
    }

    [Fact]
    public async Task Resume_FromThePositionOfTheReply_BringsWhatCameSince()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var position = (await client.SubscribeAsync(Channel))[Channel];
        await client.SingleAsync("unsubscribe", Channel);
        await site.Writer.WriteAsync(Channel, [1, 2, 3]);

        await client.ResumeAsync(Channel, position);

        Assert.Equal([1, 2, 3], (await client.EventsAsync(3)).Select(received => received.Number));
    }

    [Fact]
    public async Task Resume_WithNothingMissed_BringsNothing()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await client.SubscribeAsync(Channel);
        var last = await client.PublishAsync(Channel, 1);
        await client.EventAsync();
        await client.SingleAsync("unsubscribe", Channel);

        Assert.Equal(last, (await client.ResumeAsync(Channel, last)).Text("position"));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Resume_OnAnotherNode_TellsTheGapAndGoesOn()
    {
        await using var site = await Site.CreateAsync(kafka);
        var (left, right) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        await using var before = await left.ConnectAsync();
        await before.SubscribeAsync(Channel);
        await site.Writer.WriteAsync(Channel, [1, 2, 3]);
        var seen = await before.EventsAsync(3);

        await using var after = await right.ConnectAsync();
        await after.ResumeAsync(Channel, seen[0].Position);
        var gap = await after.PushAsync("gap");
        await site.Writer.WriteAsync(Channel, 4);

        Assert.Equal((Channel, "window"), (gap.Text("channel"), gap.Text("reason")));
        Assert.Equal((seen[0].Position, seen[2].Position), (gap.Text("from"), gap.Text("to")));
        Assert.Equal(4, (await after.EventAsync()).Number);
    }

    [Fact]
    public async Task Resume_OlderThanTheWindow_TellsTheGapThenBringsTheRest()
    {
        const int events = 300;
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync(("Gateway:Window:MaxBytesPerPartition", "1048576"), ("Gateway:Window:MaxBytesPerNode", "1048576"));
        await using var before = await node.ConnectAsync();
        await before.SubscribeAsync(Channel);
        var seen = new List<ReceivedEvent>();
        for (var number = 0; number < events; number++)
        {
            // One after the other, so that this client never falls out of the window itself.
            await site.Writer.WriteAsync(Channel, $"{number}", Filled(number));
            seen.Add(await before.EventAsync());
        }

        await using var after = await node.ConnectAsync();
        await after.ResumeAsync(Channel, seen[0].Position);
        var gap = await after.PushAsync("gap");
        var lost = seen.FindIndex(received => received.Position == gap.Text("to"));
        var rest = await after.EventsAsync(events - 1 - lost);

        Assert.Equal((Channel, "window", seen[0].Position), (gap.Text("channel"), gap.Text("reason"), gap.Text("from")));
        // A window of 1 MiB holds thirteen segments of seven events of 8 KiB.
        Assert.InRange(rest.Count, 80, 100);
        Assert.Equal(seen[(lost + 1)..].Select(received => received.Id), rest.Select(received => received.Id));
        await after.NothingMoreAsync();
    }

    private static byte[] Filled(int number)
    {
        var json = new byte[8 << 10];
        json.AsSpan().Fill((byte)('a' + (number % 26)));
        json[0] = json[^1] = (byte)'"';
        return json;
    }
}
