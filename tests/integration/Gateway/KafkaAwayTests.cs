using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gateway.Standalone.Broker;
using Gateway.Tests.Client;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Gateway.Tests.Integration;

/// <summary>On brokers of their own, which can be taken away: the embedded one, whatever Kafka the other tests use.</summary>
public sealed class KafkaAwayTests
{
    private const string Channel = "orders.1";
    private const double Bound = 15;
    private const short ListOffsets = 2;

    private static readonly (string, string) ShortTimeout = ("Kafka:PublishTimeout", "00:00:02");

    [Fact]
    public async Task Node_WithoutKafka_LivesAndRefusesWithinABoundedTime()
    {
        await using var node = await Node.StartAsync(Site.Settings(ClosedPort(), "away.", true, ShortTimeout));
        await using var client = await node.ConnectAsync();

        Assert.Equal(HttpStatusCode.OK, (await node.GetAsync("/livez")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await node.GetAsync("/readyz")).Status);
        await IsRefusedAsync(() => client.RefusalAsync("publish", new { channel = Channel, data = 1 }));
        await IsRefusedAsync(async () => TestClient.CodeOf(await client.SingleAsync("subscribe", Channel)));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Node_ThatReachesKafkaLater_BecomesReady()
    {
        using var broker = NewBroker();
        broker.SetDown();
        await using var node = await Node.StartAsync(Settings(broker));
        await using var client = await node.ConnectAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await node.GetAsync("/readyz")).Status);

        broker.SetUp();
        await Within.UntilAsync(async () => (await node.GetAsync("/readyz")).Status == HttpStatusCode.OK, "the node is ready");
        await client.SubscribeAsync(Channel);
        await client.PublishAsync(Channel, 1);

        Assert.Equal(1, (await client.EventAsync()).Number);
    }

    [Fact]
    public async Task Node_WhoseBrokerHasNotHeardOfANewTopicYet_BecomesReady()
    {
        using var broker = NewBroker();
        broker.FailRequests(ListOffsets, [.. Enumerable.Repeat(ErrorCode.UnknownTopicOrPart, 8)]);
        await using var node = await Node.StartAsync(Settings(broker));

        await node.ReadyAsync();
    }

    [Fact]
    public async Task Kafka_ThatGoesAwayAndComesBack_IsToldMeanwhileAndNothingIsLost()
    {
        using var broker = NewBroker();
        await using var node = await Node.StartAsync(Settings(broker));
        await node.ReadyAsync();
        await using var client = await node.ConnectAsync();
        await client.SubscribeAsync(Channel);
        await client.PublishAsync(Channel, 1);
        Assert.Equal(1, (await client.EventAsync()).Number);

        broker.SetDown();
        await IsRefusedAsync(() => client.RefusalAsync("publish", new { channel = Channel, data = 2 }));
        // A partition that the node does not read yet: its end must be asked for.
        await IsRefusedAsync(async () => TestClient.CodeOf(await client.SingleAsync("subscribe", "orders.3")));
        Assert.Equal(HttpStatusCode.OK, (await node.GetAsync("/livez")).Status);
        await client.NothingMoreAsync();

        broker.SetUp();
        await Within.UntilAsync(async () => await IsPublishedAsync(client, 3), "Kafka is reached again");
        var received = await client.EventAsync();
        Assert.Equal(3, received.Number);
        // The consumer has a connection of its own to Kafka.
        await Within.UntilAsync(async () => (await client.SingleAsync("subscribe", "orders.3")).TryGetProperty("position", out _), "the partition is read");
    }

    [Fact]
    public async Task Subscribe_APartitionHasNoLeaderYet_HoldsUpNoOther()
    {
        using var broker = NewBroker();
        await using var node = await Node.StartAsync(Settings(broker));
        await node.ReadyAsync();
        await using var client = await node.ConnectAsync();
        broker.FailRequests(ListOffsets, [.. Enumerable.Repeat(ErrorCode.NotLeaderForPartition, 12)]);

        var positions = new List<bool>();
        for (var channel = 0; channel < 30; channel++) positions.Add((await client.SingleAsync("subscribe", $"orders.{channel}")).TryGetProperty("position", out _));

        Assert.False(positions[0]);
        // These 30 take less time than what waits behind a Kafka that does not answer at all is refused for.
        Assert.True(positions[^1]);
    }

    [Fact]
    public async Task Cursors_WhileKafkaIsAway_AreRefusedAndStayWhereTheyAre()
    {
        using var broker = NewBroker();
        await using var node = await Node.StartAsync(Settings(broker));
        await node.ReadyAsync();
        await using var client = await node.ConnectAsync();
        await client.AskAsync("subscribe", Durable(Channel));
        await client.PublishAsync(Channel, 1);
        var position = (await client.EventAsync()).Position;

        broker.SetDown();
        await IsRefusedAsync(() => client.RefusalAsync("ack", new { channel = Channel, position }));
        await IsRefusedAsync(async () => TestClient.CodeOf((await client.AskAsync("subscribe", Durable("orders.3"))).GetProperty("channels")[0]));

        broker.SetUp();
        await using var after = await node.ConnectAsync();
        await Within.UntilAsync(async () => (await after.AskAsync("subscribe", Durable(Channel))).GetProperty("channels")[0].TryGetProperty("resumed", out _), "the cursor is read");
        Assert.Equal(position, (await after.EventAsync()).Position);
    }

    private static object Durable(string channel) => new { channels = new[] { new { channel, durable = "phone" } } };

    private static async Task IsRefusedAsync(Func<Task<int>> request)
    {
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(4400, await request());
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, Bound);
    }

    private static async Task<bool> IsPublishedAsync(TestClient client, int number)
    {
        var reply = await client.ReplyAsync(await client.SendAsync("publish", new { channel = Channel, data = number }));
        return reply.TryGetProperty("publish", out _);
    }

    private static EmbeddedBroker NewBroker()
    {
        var broker = EmbeddedBroker.Start();
        foreach (var app in new[] { "demo", "other" }) broker.CreateTopic($"away.{app}.streams", 4);
        return broker;
    }

    private static Dictionary<string, string?> Settings(EmbeddedBroker broker) => Site.Settings(
        broker.BootstrapServers, "away.", true, ShortTimeout, ("Kafka:Settings:reconnect.backoff.max.ms", "500"),
        // OutageTests look at what clients are told.
        ("Gateway:Feed:StaleAfter", "00:10:00"));

    private static string ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }
}
