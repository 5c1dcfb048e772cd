using Gateway.Tests.Client;
using Gateway.Tests.EndToEnd.Support;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.EndToEnd;

[Collection(KafkaCollection.Name)]
public sealed class ClusterTests(KafkaFixture kafka)
{
    private const string Channel = "orders.1";

    [Fact]
    public async Task Publish_ByRest_ReachesTheClientsOfBothNodesInOrder()
    {
        await using var cluster = await Cluster.StartAsync(kafka);
        await using var north = await TestClient.ConnectAsync(cluster.North.Address);
        await using var south = await TestClient.ConnectAsync(cluster.South.Address);
        await Task.WhenAll(north.SubscribeAsync(Channel), south.SubscribeAsync(Channel));
        var positions = new List<string>();
        for (var number = 0; number < 100; number++) positions.Add(await cluster.PublishAsync(Channel, number));

        foreach (var client in new[] { north, south })
        {
            var received = await client.EventsAsync(100);
            Assert.Equal(Enumerable.Range(0, 100), received.Select(item => item.Number));
            Assert.Equal(positions, received.Select(item => item.Position));
            await client.NothingMoreAsync();
        }
    }

    [Fact]
    public async Task Terminate_OfANodeWhileEventsFlow_MovesItsClientToTheOtherWithoutALoss()
    {
        await using var cluster = await Cluster.StartAsync(kafka);
        await using var moved = await TestClient.ConnectAsync(cluster.North.Address);
        await using var stays = await TestClient.ConnectAsync(cluster.South.Address);
        await Task.WhenAll(moved.SubscribeAsync(Channel), stays.SubscribeAsync(Channel));
        var publishing = PublishAsync(cluster, 200);
        var before = await moved.EventsAsync(20);
        var exit = cluster.North.TerminateAsync();
        before.AddRange(await EventsUntilClosingAsync(moved));

        Assert.Equal(4000, await moved.CloseCodeAsync());
        Assert.Equal(0, await exit);
        await publishing;
        await using var back = await TestClient.ConnectAsync(cluster.South.Address);
        Assert.Equal(before[^1].Position, (await back.ResumeAsync(Channel, before[^1].Position)).Text("position"));
        var after = await back.EventsAsync(200 - before.Count);
        Assert.Equal(Enumerable.Range(0, 200), before.Concat(after).Select(item => item.Number));
        Assert.Equal(Enumerable.Range(0, 200), (await stays.EventsAsync(200)).Select(item => item.Number));
        await back.NothingMoreAsync();
    }

    private static async Task PublishAsync(Cluster cluster, int count)
    {
        for (var number = 0; number < count; number++) await cluster.PublishAsync(Channel, number);
    }

    private static async Task<List<ReceivedEvent>> EventsUntilClosingAsync(TestClient client)
    {
        var events = new List<ReceivedEvent>();
        while (await client.ReadAsync() is { } frame && frame.TryGetProperty("event", out var content))
            events.Add(new(content.Text("channel"), content.Text("position"), content.Text("id"), content));
        return events;
    }
}
