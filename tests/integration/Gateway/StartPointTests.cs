using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

public sealed class StartPointTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Channel = "orders.1";
    private static readonly DateTimeOffset Noon = DateTimeOffset.UtcNow.AddHours(-12);

    [Fact]
    public async Task Subscribe_FromTheEarliest_BringsAllThenWhatComes()
    {
        await using var site = await Site.CreateAsync(kafka);
        await site.Writer.WriteAsync(Channel, [1, 2, 3]);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await StartAsync(client, "earliest");
        await site.Writer.WriteAsync(Channel, 4);

        Assert.Equal([1, 2, 3, 4], (await client.EventsAsync(4)).Select(received => received.Number));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Subscribe_FromTheEarliestOfAnEmptyTopic_BringsWhatComes()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await StartAsync(client, "earliest");
        await site.Writer.WriteAsync(Channel, 1);

        Assert.Equal(1, (await client.EventAsync()).Number);
    }

    [Fact]
    public async Task Subscribe_FromATime_BringsWhatKafkaTookThenOrLater()
    {
        await using var site = await Site.CreateAsync(kafka);
        for (var hour = 0; hour < 6; hour++) await WriteAsync(site, hour);
        var node = await site.StartNodeAsync();
        await using var at = await node.ConnectAsync();
        await using var between = await node.ConnectAsync();
        await using var now = await node.ConnectAsync();
        await StartAsync(at, Text(Noon.AddHours(3)));
        await StartAsync(between, Text(Noon.AddHours(3).AddSeconds(1)));
        await StartAsync(now, Text(DateTimeOffset.UtcNow));
        await WriteAsync(site, 12);

        Assert.Equal([3, 4, 5, 12], (await at.EventsAsync(4)).Select(received => received.Number));
        Assert.Equal([4, 5, 12], (await between.EventsAsync(3)).Select(received => received.Number));
        Assert.Equal(12, (await now.EventAsync()).Number);
    }

    [SkippableFact]
    public async Task Subscribe_FromATimeThatKafkaNoLongerKeeps_TellsTheGapAndBringsTheRest()
    {
        kafka.RequireRealKafka("the mock does not delete records on request");
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        for (var hour = 0; hour < 6; hour++) await WriteAsync(site, hour);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(site.Topic, 0, 4)]);
        var node = await site.StartNodeAsync();
        await using var cut = await node.ConnectAsync();
        await using var earliest = await node.ConnectAsync();
        var start = await StartAsync(cut, Text(Noon.AddHours(2)));
        await StartAsync(earliest, "earliest");
        var gap = await cut.PushAsync("gap");

        Assert.Equal(("retention", start.Text("position")), (gap.Text("reason"), gap.Text("to")));
        Assert.Equal([4, 5], (await cut.EventsAsync(2)).Select(received => received.Number));
        Assert.Equal([4, 5], (await earliest.EventsAsync(2)).Select(received => received.Number));
        await earliest.NothingMoreAsync();
    }

    [Theory]
    [InlineData("1969-12-31T23:59:59.999Z")]
    [InlineData("1969-12-31T23:59:59.998Z")]
    [InlineData("1969-12-31T23:59:59.997Z")]
    [InlineData("1969-12-31T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("1970-01-01T00:00:00Z")]
    public async Task Subscribe_FromATimeBefore1970_IsAsFromTheEarliest(string start)
    {
        await using var site = await Site.CreateAsync(kafka);
        await site.Writer.WriteAsync(Channel, [1, 2, 3]);
        await using var client = await (await site.StartNodeAsync()).ConnectAsync();
        await StartAsync(client, start);

        Assert.Equal([1, 2, 3], (await client.EventsAsync(3)).Select(received => received.Number));
        await client.NothingMoreAsync();
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-11-23")]
    [InlineData("2026-11-23T12:00:00")]
    [InlineData("9999-01-01T00:00:00Z")]
    [InlineData("2026-02-30T12:00:00Z")]
    public async Task Subscribe_FromNoStart_IsRefused(string start)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();

        Assert.Equal(4214, TestClient.CodeOf(await StartAsync(client, start)));
        await client.NothingMoreAsync();
    }

    private static async Task<JsonElement> StartAsync(TestClient client, string start)
    {
        var reply = await client.AskAsync("subscribe", new { channels = new[] { new { channel = Channel, start } } });
        return reply.GetProperty("channels").EnumerateArray().Single();
    }

    private static Task WriteAsync(Site site, int hour) =>
        site.Writer.WriteAsync(Channel, $"{hour}", Encoding.ASCII.GetBytes($"{hour}"), Noon.AddHours(hour));

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
