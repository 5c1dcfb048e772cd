using System.Text.Json;
using Confluent.Kafka;
using Gateway.Shared.Positions;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

/// <summary>Positions that no event of the channel has.</summary>
public sealed class ResumePositionTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Channel = "orders.1";

    [SkippableFact]
    public async Task Topic_MadeAnewWhileClientsAreSubscribed_ClosesThemAndBringsAllOfTheNewOne()
    {
        kafka.RequireRealKafka("a topic of the mock cannot be deleted by a client.");
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync(("Topics:CheckInterval", "00:00:01"));
        await using var before = await node.ConnectAsync();
        await before.SubscribeAsync(Channel);
        var old = await before.PublishAsync(Channel, 1);
        await MakeAnewAsync(site.Topic);

        Assert.Equal("log_changed", (await ClosingAsync(before)).Text("name"));
        Assert.Equal(4005, await before.CloseCodeAsync());
        await Within.UntilAsync(async () => await EpochOfAsync(node) is { } epoch && epoch != Parse(old).Epoch, "the node has noticed");
        await site.Writer.WriteAsync(Channel, [2, 3]);
        await using var after = await node.ConnectAsync();
        await after.ResumeAsync(Channel, old);
        var gap = await after.PushAsync("gap");
        Assert.Equal(("epoch", old), (gap.Text("reason"), gap.Text("from")));
        Assert.Equal([2, 3], (await after.EventsAsync(2)).Select(received => received.Number));
        await after.NothingMoreAsync();
    }

    [Fact]
    public async Task Resume_BehindTheEndOfTheLog_TellsTheGapAndGoesOn()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var end = Parse((await client.SubscribeAsync(Channel))[Channel]);
        await client.SingleAsync("unsubscribe", Channel);
        var future = (end with { Offset = end.Offset + 1000 }).ToString();

        var resumed = await client.ResumeAsync(Channel, future);
        var gap = await client.PushAsync("gap");
        await site.Writer.WriteAsync(Channel, 5);

        Assert.Equal($"{end}", resumed.Text("position"));
        Assert.Equal(("future", future, $"{end}"), (gap.Text("reason"), gap.Text("from"), gap.Text("to")));
        Assert.Equal(5, (await client.EventAsync()).Number);
    }

    [SkippableFact]
    public async Task Resume_OfATopicThatWasMadeAnew_TellsTheGapAndGoesOn()
    {
        kafka.RequireRealKafka("a topic of the mock cannot be deleted by a client.");
        await using var site = await Site.CreateAsync(kafka);
        var left = await site.StartNodeAsync();
        await using var before = await left.ConnectAsync();
        await before.SubscribeAsync(Channel);
        var old = await before.PublishAsync(Channel, 1);
        await left.StopAsync();
        await MakeAnewAsync(site.Topic);

        var right = await site.StartNodeAsync();
        await using var after = await right.ConnectAsync();
        var resumed = await after.ResumeAsync(Channel, old);
        var gap = await after.PushAsync("gap");
        var position = await after.PublishAsync(Channel, 2);

        Assert.Equal(("epoch", old, resumed.Text("position")), (gap.Text("reason"), gap.Text("from"), gap.Text("to")));
        Assert.Equal((position, 2), (await after.EventAsync()) is var next ? (next.Position, next.Number) : default);
        Assert.NotEqual(Parse(old).Epoch, Parse(position).Epoch);
        Assert.Equal(-1, Parse(gap.Text("to")).Offset);
    }

    [Fact]
    public async Task Resume_FromAPositionOfAnotherPartition_IsRefused()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 8);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var own = Parse((await client.SubscribeAsync(Channel))[Channel]);
        await client.SingleAsync("unsubscribe", Channel);

        Assert.Equal(4210, TestClient.CodeOf(await client.ResumeAsync(Channel, $"{own with { Partition = (own.Partition + 1) % 8 }}")));
        await client.NothingMoreAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("1.2")]
    [InlineData("00000000.0.-2")]
    [InlineData("00000000.0.99999999999999999999")]
    [InlineData("00000000.00.1")]
    public async Task Resume_FromNoPosition_IsRefused(string position)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();

        Assert.Equal(4210, TestClient.CodeOf(await client.ResumeAsync(Channel, position)));
        await client.NothingMoreAsync();
    }

    // The event that it published itself comes before.
    private static async Task<JsonElement> ClosingAsync(TestClient client)
    {
        while (await client.ReadAsync() is { } frame)
            if (frame.TryGetProperty("closing", out var closing)) return closing;
        throw new InvalidOperationException("Closed without a word.");
    }

    private static async Task<uint?> EpochOfAsync(Hosts.Node node)
    {
        await using var client = await node.ConnectAsync();
        try
        {
            var result = await client.SingleAsync("subscribe", Channel);
            return result.TryGetProperty("position", out _) ? Parse(result.Text("position")).Epoch : null;
        }
        catch (InvalidOperationException)
        {
            // It was just then that the node noticed, and closed this one too.
            return null;
        }
    }

    private async Task MakeAnewAsync(string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await admin.DeleteTopicsAsync([topic]);
        await Within.UntilAsync(
            () => admin.GetMetadata(TimeSpan.FromSeconds(5)).Topics.TrueForAll(known => known.Topic != topic), "the topic is gone");
        await kafka.CreateTopicAsync(topic, 4);
    }

    private static Position Parse(string position) => Position.TryParse(position, out var parsed) ? parsed : throw new FormatException(position);
}
