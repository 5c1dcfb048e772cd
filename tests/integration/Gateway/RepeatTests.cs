using System.Text;
using Gateway.Channels;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

/// <summary>An event that stands in the log twice, as after a publisher's retry, reaches a client once, wherever the client is then.</summary>
public sealed class RepeatTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Channel = "orders.1";
    private const string Repeated = "order-4711";

    [Fact]
    public async Task Subscriber_EventStoredTwice_GetsTheFirst()
    {
        await using var site = await Site.CreateAsync(kafka);
        await using var client = await (await site.StartNodeAsync()).ConnectAsync();
        await client.SubscribeAsync(Channel, "orders.2");
        await WriteAsync(site, Channel, 1);
        await WriteAsync(site, Channel, 2);
        await WriteAsync(site, "orders.2", 3);
        await site.Writer.WriteAsync(Channel, 4);

        var events = await client.EventsAsync(3);
        Assert.Equal([1, 3, 4], events.Select(received => received.Number).Order());
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Subscriber_OnANodeThatNeverReadTheFirst_DoesNotGetTheRepeat()
    {
        await using var site = await Site.CreateAsync(kafka);
        var position = await ReceiveFirstAsync(site);
        await using var client = await (await site.StartNodeAsync()).ConnectAsync();
        await client.ResumeAsync(Channel, position);

        await WriteAsync(site, Channel, 2);
        await site.Writer.WriteAsync(Channel, 3);

        Assert.Equal(3, (await client.EventAsync()).Number);
        await client.NothingMoreAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3000)]
    public async Task Resume_FromBetweenTheTwo_DoesNotBringTheRepeat(int between)
    {
        await using var site = await Site.CreateAsync(kafka);
        var position = await ReceiveFirstAsync(site);
        await site.Writer.WriteAsync(Channel, Enumerable.Range(2, between));
        await WriteAsync(site, Channel, 1);
        await site.Writer.WriteAsync(Channel, -1);

        await using var client = await (await site.StartNodeAsync()).ConnectAsync();
        await client.ResumeAsync(Channel, position);

        Assert.Equal([.. Enumerable.Range(2, between), -1], (await client.EventsAsync(between + 1)).Select(received => received.Number));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Resume_FromLongAgo_DoesNotBringTheRepeat()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var position = await ReceiveFirstAsync(site);
        await site.Writer.WriteAsync(Channel, 2);
        await WriteAsync(site, Channel, 1);
        await site.Writer.WriteAsync(Channel, 3);
        // More than a node looks at when it begins to read the partition.
        await site.Writer.WriteAsync("other", Enumerable.Range(0, RepeatIndex.Reach + 1));

        await using var client = await (await site.StartNodeAsync()).ConnectAsync();
        await client.ResumeAsync(Channel, position);

        Assert.Equal([2, 3], (await client.EventsAsync(2)).Select(received => received.Number));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Resume_BehindTheWindowOfANodeThatReadBoth_DoesNotBringTheRepeat()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:Window:MaxBytesPerPartition", "1048576"));
        await using var witness = await node.ConnectAsync();
        await witness.SubscribeAsync("other");
        var position = await ReceiveFirstAsync(site);
        await site.Writer.WriteAsync(Channel, [2, 3]);
        await WriteAsync(site, Channel, 1);
        await site.Writer.WriteAsync(Channel, 4);
        // Three times the window, of a channel that is kept.
        for (var i = 0; i < 6; i++) await site.Writer.WriteAsync("other", $"large-{i}", Encoding.ASCII.GetBytes($"\"{new string('x', 500_000)}\""));
        for (var i = 0; i < 6; i++) await witness.PushAsync("event");

        await using var client = await node.ConnectAsync();
        await client.ResumeAsync(Channel, position);

        Assert.Equal([2, 3, 4], (await client.EventsAsync(3)).Select(received => received.Number));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Publish_SameIdAgain_IsAnsweredAsRepeatedAndNotWrittenAgain()
    {
        await using var site = await Site.CreateAsync(kafka);
        await using var client = await (await site.StartNodeAsync()).ConnectAsync();
        await client.SubscribeAsync(Channel);

        var first = await client.AskAsync("publish", new { channel = Channel, id = Repeated, data = 1 });
        var second = await client.AskAsync("publish", new { channel = Channel, id = Repeated, data = 1 });
        await client.PublishAsync(Channel, 2);

        Assert.False(first.TryGetProperty("repeated", out _));
        Assert.True(second.GetProperty("repeated").GetBoolean());
        Assert.Equal(first.Text("position"), second.Text("position"));
        Assert.Equal([1, 2], (await client.EventsAsync(2)).Select(received => received.Number));
        await client.NothingMoreAsync();
    }

    private static Task WriteAsync(Site site, string channel, int number) => site.Writer.WriteAsync(channel, Repeated, Encoding.ASCII.GetBytes($"{number}"));

    // On a node that is gone afterwards.
    private static async Task<string> ReceiveFirstAsync(Site site)
    {
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await client.SubscribeAsync(Channel);
        await WriteAsync(site, Channel, 1);
        var position = (await client.EventAsync()).Position;
        await client.DisposeAsync();
        await node.StopAsync();
        return position;
    }
}
