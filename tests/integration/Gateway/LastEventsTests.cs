using System.Text.Json;
using Gateway.Shared.Positions;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

/// <summary>Subscriptions that begin with the last events of a channel.</summary>
public sealed class LastEventsTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Channel = "chat.1";
    private const string Busy = "ticker";

    [Fact]
    public async Task Subscribe_WithTheLast_BringsThemThenWhatComes()
    {
        await using var site = await Site.CreateAsync(kafka);
        await site.Writer.WriteAsync(Channel, Enumerable.Range(0, 10));
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var result = await LastAsync(client, 3);
        await site.Writer.WriteAsync(Channel, 10);

        Assert.False(result.TryGetProperty("truncated", out _));
        Assert.Equal([7, 8, 9, 10], await NumbersAsync(client, 4));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Subscribe_WithMoreThanThereAre_BringsAllAndIsNotTruncated()
    {
        await using var site = await Site.CreateAsync(kafka);
        await site.Writer.WriteAsync(Channel, [1, 2]);
        var node = await site.StartNodeAsync();
        await using var some = await node.ConnectAsync();
        await using var none = await node.ConnectAsync();
        Assert.False((await LastAsync(some, 1000)).TryGetProperty("truncated", out _));
        Assert.False((await LastAsync(none, 1, "chat.2")).TryGetProperty("truncated", out _));

        Assert.Equal([1, 2], await NumbersAsync(some, 2));
        await some.NothingMoreAsync();
        await none.NothingMoreAsync();
    }

    [Fact]
    public async Task Subscribe_OfAChannelBelowABusyOne_IsFoundBeyondTheFirstSteps()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        await site.Writer.WriteAsync(Channel, [1, 2, 3]);
        // More than the first two steps, 100 and 400 records, and so into the third.
        await site.Writer.WriteAsync(Busy, Enumerable.Range(0, 1_500));
        await site.Writer.WriteAsync(Channel, 4);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await using var busy = await node.ConnectAsync();
        Assert.False((await LastAsync(client, 3)).TryGetProperty("truncated", out _));
        await LastAsync(busy, 700, Busy);

        Assert.Equal([2, 3, 4], await NumbersAsync(client, 3));
        Assert.Equal(Enumerable.Range(800, 700), await NumbersAsync(busy, 700));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Subscribe_BeyondTheBound_SaysSoAndBringsWhatWasFound()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        await site.Writer.WriteAsync(Channel, [1, 2, 3]);
        await site.Writer.WriteAsync(Busy, Enumerable.Range(0, 1_200));
        await site.Writer.WriteAsync(Channel, 4);
        var node = await site.StartNodeAsync(("History:MaxScanRecords", "1000"));
        await using var client = await node.ConnectAsync();
        await using var enough = await node.ConnectAsync();
        var result = await LastAsync(client, 3);
        Assert.False((await LastAsync(enough, 1)).TryGetProperty("truncated", out _));
        await site.Writer.WriteAsync(Channel, 5);

        Assert.True(result.GetProperty("truncated").GetBoolean());
        Assert.Equal([4, 5], await NumbersAsync(client, 2));
        Assert.Equal([4, 5], await NumbersAsync(enough, 2));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Subscribe_WhatTheWindowHolds_BringsTheSame()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var reader = await node.ConnectAsync();
        await reader.SubscribeAsync(Channel);
        await site.Writer.WriteAsync(Channel, Enumerable.Range(0, 20));
        await reader.EventsAsync(20);
        Assert.True(Position.TryParse((await LastAsync(reader, 1, Busy)).Text("position"), out var position));
        Assert.True(node.Windows.TryFindLast(new PartitionId(site.Topic, 0, position.Epoch), "chat.1"u8.ToArray(), 5, out _));
        await using var client = await node.ConnectAsync();
        await LastAsync(client, 5);
        await site.Writer.WriteAsync(Channel, 20);

        Assert.Equal([15, 16, 17, 18, 19, 20], await NumbersAsync(client, 6));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Subscribe_WhileEventsAreWritten_LeavesNoGapAndBringsNoneTwice()
    {
        const int Count = 3_000;
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await site.Writer.WriteAsync(Channel, Enumerable.Range(0, 100));
        var writing = site.Writer.WriteAsync(Channel, Enumerable.Range(100, Count - 100));
        var clients = new List<TestClient>();
        for (var i = 0; i < 10; i++)
        {
            clients.Add(await node.ConnectAsync());
            await LastAsync(clients[i], 50);
        }
        await writing;

        foreach (var client in clients)
        {
            var first = (await client.EventAsync()).Number;
            Assert.InRange(first, 50, Count - 50);
            Assert.Equal(Enumerable.Range(first + 1, Count - first - 1), await NumbersAsync(client, Count - first - 1));
            await client.NothingMoreAsync();
            await client.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(6)]
    [InlineData(1.5)]
    [InlineData(1e9)]
    public async Task Subscribe_WithACountOutOfRange_IsRefused(double count)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("History:MaxEvents", "5"));
        await using var client = await node.ConnectAsync();
        var reply = await client.AskAsync("subscribe", new { channels = new[] { new { channel = Channel, last = count } } });

        Assert.Equal(4215, TestClient.CodeOf(reply.GetProperty("channels")[0]));
        await client.NothingMoreAsync();
    }

    private static async Task<JsonElement> LastAsync(TestClient client, int last, string channel = Channel)
    {
        var reply = await client.AskAsync("subscribe", new { channels = new[] { new { channel, last } } });
        return reply.GetProperty("channels").EnumerateArray().Single();
    }

    private static async Task<IEnumerable<int>> NumbersAsync(TestClient client, int count) =>
        (await client.EventsAsync(count)).Select(received => received.Number);
}
