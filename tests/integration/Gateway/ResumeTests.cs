using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Metrics;
using Gateway.Tests.Client;
using Gateway.Tests.Integration.Kafka;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

[Collection(MeasuringCollection.Name)]
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
    public async Task Resume_OnAnotherNode_BringsWhatWasMissedFromKafka()
    {
        await using var site = await Site.CreateAsync(kafka);
        var (left, right) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        await using var before = await left.ConnectAsync();
        await before.SubscribeAsync(Channel);
        await site.Writer.WriteAsync(Channel, [1, 2, 3]);
        var seen = await before.EventsAsync(3);

        await using var after = await right.ConnectAsync();
        var resumed = await after.ResumeAsync(Channel, seen[0].Position);
        await site.Writer.WriteAsync(Channel, 4);
        var missed = await after.EventsAsync(3);

        Assert.Equal(seen[0].Position, resumed.Text("position"));
        Assert.Equal([2, 3, 4], missed.Select(received => received.Number));
        Assert.Equal([seen[1].Position, seen[2].Position], missed[..2].Select(received => received.Position));
        await after.NothingMoreAsync();
    }

    [Fact]
    public async Task Resume_OlderThanTheWindow_BringsAllOfIt()
    {
        const int events = 300;
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync(("Gateway:Window:MaxBytesPerPartition", "1048576"), ("Gateway:Window:MaxBytesPerNode", "1048576"));
        await using var before = await node.ConnectAsync();
        await before.SubscribeAsync(Channel);
        await Task.WhenAll(Enumerable.Range(0, events).Select(number => site.Writer.WriteAsync(Channel, $"{number}", Filled(number))).ToList());
        var seen = await before.EventsAsync(events);

        await using var after = await node.ConnectAsync();
        await after.ResumeAsync(Channel, seen[0].Position);
        var rest = await after.EventsAsync(events - 1);

        // A window of 1 MiB holds a hundred of them.
        Assert.Equal(seen[1..].Select(received => (received.Id, received.Position)), rest.Select(received => (received.Id, received.Position)));
        await after.NothingMoreAsync();
    }

    [Fact]
    public async Task Resume_OfAQuietChannelInABusyPartition_ReadsNothingAgain()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await client.SubscribeAsync("busy");
        var quiet = (await client.SubscribeAsync(Channel))[Channel];
        await client.SingleAsync("unsubscribe", Channel);
        await site.Writer.WriteAsync("busy", Enumerable.Range(0, 100));
        await client.EventsAsync(100);
        var passes = ReplayMetrics.Passes.Value;
        await client.ResumeAsync(Channel, quiet);
        await site.Writer.WriteAsync(Channel, 7);

        Assert.Equal(7, (await client.EventAsync()).Number);
        Assert.Equal(passes, ReplayMetrics.Passes.Value);
    }

    [Fact]
    public async Task Resume_OfManyAtOnce_SharesTheReads()
    {
        const int clients = 200;
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var (left, right) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        await using var before = await left.ConnectAsync();
        var start = (await before.SubscribeAsync(Channel))[Channel];
        await site.Writer.WriteAsync(Channel, Enumerable.Range(0, 500));
        await before.EventsAsync(500);
        var passes = ReplayMetrics.Passes.Value;
        var resumed = new List<TestClient>();
        for (var i = 0; i < clients; i++) resumed.Add(await right.ConnectAsync());
        await Task.WhenAll(resumed.Select(client => client.ResumeAsync(Channel, start)));

        foreach (var client in resumed)
        {
            Assert.Equal(Enumerable.Range(0, 500), (await client.EventsAsync(500)).Select(received => received.Number));
            await client.NothingMoreAsync();
            await client.DisposeAsync();
        }
        Assert.InRange(ReplayMetrics.Passes.Value - passes, 1, clients / 5);
    }

    [SkippableFact]
    public async Task Resume_OlderThanWhatKafkaKeeps_TellsTheGapAndBringsTheRest()
    {
        kafka.RequireRealKafka("the mock does not delete records on request");
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var (left, right) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        await using var before = await left.ConnectAsync();
        await before.SubscribeAsync(Channel);
        await site.Writer.WriteAsync(Channel, Enumerable.Range(0, 10));
        var seen = await before.EventsAsync(10);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(site.Topic, 0, 5)]);

        await using var after = await right.ConnectAsync();
        await after.ResumeAsync(Channel, seen[1].Position);
        var gap = await after.PushAsync("gap");

        Assert.Equal((Channel, "retention"), (gap.Text("channel"), gap.Text("reason")));
        Assert.Equal((seen[1].Position, seen[4].Position), (gap.Text("from"), gap.Text("to")));
        Assert.Equal([5, 6, 7, 8, 9], (await after.EventsAsync(5)).Select(received => received.Number));
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
