using Gateway.Metrics;
using Gateway.Tests.Client;
using Gateway.Tests.Integration.Kafka;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

/// <summary>What acknowledging costs Kafka.</summary>
[Collection(MeasuringCollection.Name)]
public sealed class DurableCostTests(KafkaFixture kafka)
{
    private const string Channel = "orders.1";

    [Fact]
    public async Task Acks_OfEveryEventAtOnce_AreAnsweredEachAndWrittenTogether()
    {
        const int events = 500;
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await client.AskAsync("subscribe", new { channels = new[] { new { channel = Channel, durable = "phone" } } });
        await site.Writer.WriteAsync(Channel, Enumerable.Range(0, events));
        var seen = await client.EventsAsync(events);
        var written = CursorMetrics.Written.Value;

        foreach (var received in seen) await client.SendAsync("ack", new { channel = Channel, position = received.Position });
        var last = await client.ReplyAsync(client.LastId);

        Assert.Equal(seen[^1].Position, last.GetProperty("ack").Text("position"));
        Assert.InRange(CursorMetrics.Written.Value - written, 1, events / 2);
    }
}
