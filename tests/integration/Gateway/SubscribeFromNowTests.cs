using System.Diagnostics;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

public sealed class SubscribeFromNowTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const int Rounds = 60;
    private const int EventsOfARound = 40;

    [Fact]
    public async Task Publish_AtOnceAfterTheReply_IsAlwaysDelivered()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 16);
        // Without a linger a partition is let go between rounds, and has to be opened again.
        var node = await site.StartNodeAsync(("Gateway:Window:Linger", "00:00:00"));
        await using var client = await node.ConnectAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var channel = $"rounds.{round % 20}";
            await client.SubscribeAsync(channel);
            await site.Writer.WriteAsync(channel, round);
            Assert.Equal(round, (await client.EventAsync()).Number);
            await client.SingleAsync("unsubscribe", channel);
        }
    }

    [Fact]
    public async Task Subscribe_WhileOthersPublish_MissesNothingAcknowledgedAfterTheReply()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 8);
        var node = await site.StartNodeAsync(("Gateway:Window:Linger", "00:00:00"));
        await using var client = await node.ConnectAsync();
        for (var round = 0; round < Rounds / 2; round++)
        {
            var acknowledged = 0;
            var channel = $"busy.{round}";
            var writing = Task.Run(async () =>
            {
                for (var number = 0; number < EventsOfARound; number++)
                {
                    await site.Writer.WriteAsync(channel, number);
                    Volatile.Write(ref acknowledged, number + 1);
                }
            });
            await Within.UntilAsync(() => Volatile.Read(ref acknowledged) >= round % 10, "some are written");
            await client.SubscribeAsync(channel);
            // Of the number that is being written nobody can tell; those after it are acknowledged after the reply.
            var certain = Volatile.Read(ref acknowledged) + 1;
            await writing;
            await SeesTheRestAsync(client, channel, certain);
        }
    }

    // A broker answers the questions of a connection one after the other, and a fetch at the end of a quiet log stays (then for half a second):
    // some forty partitions, asked for by the client that reads, took 20 s.
    [Fact]
    public async Task Subscribe_InManyQuietPartitions_DoesNotWaitBehindTheirFetches()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 64);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 64; i++) await client.SubscribeAsync($"quiet.{i}");
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 8);
    }

    private static async Task SeesTheRestAsync(TestClient client, string channel, int certain)
    {
        if (certain >= EventsOfARound) return;
        var first = await client.EventAsync();
        Assert.Equal(channel, first.Channel);
        Assert.InRange(first.Number, 0, certain);
        var rest = await client.EventsAsync(EventsOfARound - 1 - first.Number);
        Assert.Equal(Enumerable.Range(first.Number + 1, rest.Count), rest.Select(received => received.Number));
        await client.SingleAsync("unsubscribe", channel);
        await client.NothingMoreAsync();
    }
}
