using System.Text;
using Gateway.Shared.Kafka;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

public sealed class ManyNodesTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const int Partitions = 16;
    private const int Channels = 60;
    private const int EventsOfEach = 50;

    private static readonly string[] All = [.. Enumerable.Range(0, Channels).Select(channel => $"machines.{channel}")];

    [Fact]
    public async Task Clients_OnTwoNodes_SeeEveryEventOfTheirChannelsInOrderOnce()
    {
        await using var site = await Site.CreateAsync(kafka, Partitions);
        var (left, right) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        await using var everything = await SubscriberAsync(left, All);
        await using var half = await SubscriberAsync(left, All[..(Channels / 2)]);
        await using var everythingToo = await SubscriberAsync(right, All);
        await using var third = await SubscriberAsync(right, All[..(Channels / 3)]);
        await using var nobody = await right.ConnectAsync();

        var writing = Task.WhenAll(Enumerable.Range(0, EventsOfEach).SelectMany(number => All.Select(channel => site.Writer.WriteAsync(channel, number))).ToList());
        await Task.WhenAll(
            writing, SeesAllAsync(everything, Channels), SeesAllAsync(half, Channels / 2), SeesAllAsync(everythingToo, Channels), SeesAllAsync(third, Channels / 3));
        await nobody.NothingMoreAsync();
    }

    [Fact]
    public async Task Publish_OnOneNode_IsSeenOnTheOtherAtTheSamePosition()
    {
        await using var site = await Site.CreateAsync(kafka);
        var (left, right) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        await using var publisher = await left.ConnectAsync();
        await using var subscriber = await right.ConnectAsync();
        await publisher.SubscribeAsync("orders.1");
        await subscriber.SubscribeAsync("orders.1");

        var position = await publisher.PublishAsync("orders.1", 7);

        Assert.Equal(position, (await publisher.EventAsync()).Position);
        Assert.Equal(position, (await subscriber.EventAsync()).Position);
    }

    [Fact]
    public async Task Node_WithSubscribersOfSomeChannels_ReadsOnlyTheirPartitions()
    {
        await using var site = await Site.CreateAsync(kafka, Partitions);
        var (left, right) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        await using var ofLeft = await SubscriberAsync(left, All[..3]);
        await using var ofRight = await SubscriberAsync(right, All[3..5]);

        Assert.Equal(PartitionsOf(All[..3]), Assigned(left));
        Assert.Equal(PartitionsOf(All[3..5]), Assigned(right));
    }

    [Fact]
    public async Task Partition_WhoseLastSubscriberLeft_IsLetGoAfterTheLingerAndReadAgainWhenWanted()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync(("Gateway:Window:Linger", "00:00:01"));
        await using var client = await SubscriberAsync(node, "orders.1");
        await using var leaver = await SubscriberAsync(node, "orders.1");
        await leaver.DisposeAsync();
        await client.PublishAsync("orders.1", 1);
        Assert.Equal(1, (await client.EventAsync()).Number);

        await client.SingleAsync("unsubscribe", "orders.1");
        await Within.UntilAsync(() => Assigned(node).Count == 0, "the partition is let go");
        await client.PublishAsync("orders.1", 2);
        await client.NothingMoreAsync();
        await client.SubscribeAsync("orders.1");
        await client.PublishAsync("orders.1", 3);

        Assert.Equal(3, (await client.EventAsync()).Number);
    }

    private static async Task<TestClient> SubscriberAsync(Node node, params string[] channels)
    {
        var client = await node.ConnectAsync();
        await client.SubscribeAsync(channels);
        return client;
    }

    private static async Task SeesAllAsync(TestClient client, int channels)
    {
        var seen = All.ToDictionary(channel => channel, _ => new List<int>());
        foreach (var received in await client.EventsAsync(channels * EventsOfEach)) seen[received.Channel].Add(received.Number);
        foreach (var channel in All[..channels]) Assert.Equal(Enumerable.Range(0, EventsOfEach), seen[channel]);
        await client.NothingMoreAsync();
    }

    private static SortedSet<int> PartitionsOf(string[] channels) =>
        [.. channels.Select(channel => Murmur2.Partition(Encoding.UTF8.GetBytes(channel), Partitions))];

    private static SortedSet<int> Assigned(Node node) => [.. node.Windows.All.Select(window => window.Id.Partition)];
}
