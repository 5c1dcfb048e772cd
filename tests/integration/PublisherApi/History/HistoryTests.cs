using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Shared.Positions;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration.PublisherApi.History;

public sealed class HistoryTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>, IAsyncLifetime
{
    private const string Channel = HistoryReader.Channel;
    private static readonly DateTimeOffset Noon = DateTimeOffset.UtcNow.AddHours(-12);

    private HistoryReader _history = null!;

    public async Task InitializeAsync() => _history = await HistoryReader.StartAsync(kafka);

    public async Task DisposeAsync() => await _history.DisposeAsync();

    [Fact]
    public async Task Read_WithoutAStart_GivesTheLast100InOrder()
    {
        // The other channel's event lies in the middle: whatever partition it is in, the page ends where the log of this one does.
        await _history.Writer.WriteAsync(Channel, Enumerable.Range(0, 60));
        await _history.Writer.WriteAsync("chat.2", 1_000);
        await _history.Writer.WriteAsync(Channel, Enumerable.Range(60, 60));
        var page = await _history.ReadAsync("");

        Assert.Equal(Enumerable.Range(20, 100), page.Numbers);
        Assert.Equal((false, false, JsonValueKind.Null), (page.More, page.Truncated, page.Gap.ValueKind));
        Assert.Empty((await _history.ReadAsync($"?after={page.Next}")).Numbers);
    }

    [Fact]
    public async Task Read_OfWhatWasPublished_GivesItAsTheWebSocketDoes()
    {
        using var content = new StringContent("""{"total" : 12}""", Encoding.UTF8, "application/json");
        content.Headers.Add("ce-id", "o-1");
        content.Headers.Add("ce-type", "order.created");
        content.Headers.Add("ce-tenant", "north");
        using var published = await _history.Api.Client.PostAsync(HistoryReader.Path(Channel), content);
        var position = JsonDocument.Parse(await published.Content.ReadAsStringAsync()).RootElement.Text("position");
        var page = await _history.ReadAsync("");
        var shown = page.Events.Single();

        Assert.Equal((Channel, position, "o-1", "/apps/demo", "order.created"), (shown.Text("channel"), shown.Text("position"), shown.Text("id"), shown.Text("source"), shown.Text("type")));
        Assert.Equal(("north", """{"total" : 12}"""), (shown.GetProperty("extensions").Text("tenant"), shown.GetProperty("data").GetRawText()));
        Assert.Empty((await _history.ReadAsync($"?after={position}")).Numbers);
    }

    [Fact]
    public async Task Read_FromEachStart_GivesWhatComesAfter()
    {
        for (var number = 0; number < 6; number++) await _history.Writer.WriteAsync(Channel, number);
        var all = await _history.ReadAsync("?start=earliest");

        Assert.Equal([0, 1, 2, 3, 4, 5], all.Numbers);
        Assert.Equal([3, 4, 5], (await _history.ReadAsync($"?after={all.Events[2].Text("position")}")).Numbers);
        Assert.Equal([4, 5], (await _history.ReadAsync("?last=2")).Numbers);
        Assert.Equal([0, 1, 2, 3, 4, 5], (await _history.ReadAsync("?last=1000")).Numbers);
        var first = await _history.ReadAsync("?last=5&limit=2");
        Assert.Equal([1, 2], first.Numbers);
        Assert.True(first.More);
        Assert.Equal([3, 4, 5], (await _history.ReadAsync($"?after={first.Next}")).Numbers);
    }

    [Theory]
    [InlineData("1969-12-31T23:59:59.999Z")]
    [InlineData("1969-12-31T23:59:59.998Z")]
    [InlineData("1969-12-31T23:59:59.997Z")]
    [InlineData("1969-12-31T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    public async Task Read_FromATimeBefore1970_IsAsFromTheEarliest(string start)
    {
        await _history.Writer.WriteAsync(Channel, [1, 2, 3]);

        Assert.Equal([1, 2, 3], (await _history.ReadAsync($"?start={start}")).Numbers);
    }

    [Fact]
    public async Task Read_FromATime_GivesWhatKafkaTookThenOrLater()
    {
        await _history.Writer.WriteAsync(Channel, [0, 1, 2]);
        var between = await NextMillisecondAsync();
        await _history.Writer.WriteAsync(Channel, [3, 4, 5]);
        var after = await NextMillisecondAsync();

        Assert.Equal([0, 1, 2, 3, 4, 5], (await _history.ReadAsync($"?start={Text(between.AddHours(-1))}")).Numbers);
        Assert.Equal([3, 4, 5], (await _history.ReadAsync($"?start={Text(between)}")).Numbers);
        Assert.Empty((await _history.ReadAsync($"?start={Text(after)}")).Numbers);
    }

    [SkippableFact]
    public async Task Read_FromATime_GoesByWhenKafkaTookTheEventNotByItsProducersStamp()
    {
        kafka.RequireRealKafka("the mock has no settings of topics");
        var yesterday = DateTimeOffset.UtcNow.AddDays(-1);
        await _history.Writer.WriteAsync(Channel, "0", "0"u8.ToArray(), yesterday);
        await _history.Writer.WriteAsync(Channel, "1", "1"u8.ToArray());
        await _history.Writer.WriteAsync(Channel, "2", "2"u8.ToArray(), yesterday);

        Assert.Equal([0, 1, 2], (await _history.ReadAsync($"?start={Text(DateTimeOffset.UtcNow.AddHours(-1))}")).Numbers);
    }

    [Fact]
    public async Task Read_OfAChannelThatNeverWas_IsEmptyAndGoesOnWhenItComes()
    {
        var none = await _history.ReadAsync("");
        Assert.Empty(none.Events);
        Assert.False(none.More);
        await _history.Writer.WriteAsync(Channel, 1);
        Assert.Equal([1], (await _history.ReadAsync($"?after={none.Next}")).Numbers);
    }

    [Fact]
    public async Task Read_PageByPageWhileEventsAreWritten_GivesEachOnce()
    {
        const int Count = 4_000;
        await _history.Writer.WriteAsync(Channel, Enumerable.Range(0, 500));
        var writing = _history.Writer.WriteAsync(Channel, Enumerable.Range(500, Count - 500));
        var noise = _history.Writer.WriteAsync(ChannelBeside(Channel), Enumerable.Range(0, 2_000));
        var got = new List<int>();
        var query = "?start=earliest&limit=137";
        while (got.Count < Count)
        {
            var page = await _history.ReadAsync(query);
            Assert.InRange(page.Events.Count, 0, 137);
            got.AddRange(page.Numbers);
            query = $"?after={page.Next}&limit=137";
        }
        await Task.WhenAll(writing, noise);

        Assert.Equal(Enumerable.Range(0, Count), got);
        Assert.Empty((await _history.ReadAsync(query)).Numbers);
    }

    [Fact]
    public async Task Read_OfAQuietChannelBelowABusyOne_GetsOnByEmptyPages()
    {
        await _history.Writer.WriteAsync(Channel, 1);
        await _history.Writer.WriteAsync(ChannelBeside(Channel), Enumerable.Range(0, 2_500));
        await _history.Writer.WriteAsync(Channel, 2);
        var pages = new List<HistoryPage> { await _history.ReadAsync("?start=earliest") };
        while (pages[^1].More) pages.Add(await _history.ReadAsync($"?after={pages[^1].Next}"));

        Assert.Equal([1, 0, 1], pages.Select(page => page.Events.Count));
        Assert.Equal([1, 2], pages.SelectMany(page => page.Numbers));
    }

    [Fact]
    public async Task Read_OfTheLastBelowABusyOne_SaysThatItWasCutShort()
    {
        await _history.Writer.WriteAsync(Channel, 1);
        await _history.Writer.WriteAsync(ChannelBeside(Channel), Enumerable.Range(0, 1_100));
        await _history.Writer.WriteAsync(Channel, 2);
        var cut = await _history.ReadAsync("?last=2");

        Assert.Equal([2], cut.Numbers);
        Assert.True(cut.Truncated);
        Assert.False((await _history.ReadAsync("?last=1")).Truncated);
    }

    [Fact]
    public async Task Read_OfLargeEvents_EndsThePageEarly()
    {
        for (var i = 0; i < 5; i++) await _history.Writer.WriteAsync(Channel, $"{i}", Encoding.ASCII.GetBytes($"\"{new string('x', 40_000)}\""));
        var first = await _history.ReadAsync("?start=earliest");
        var second = await _history.ReadAsync($"?after={first.Next}");
        var third = await _history.ReadAsync($"?after={second.Next}");

        Assert.Equal([(2, true), (2, true), (1, false)], new[] { first, second, third }.Select(page => (page.Events.Count, page.More)));
        Assert.Equal(["0", "1", "2", "3", "4"], new[] { first, second, third }.SelectMany(page => page.Events).Select(item => item.Text("id")));
    }

    [SkippableFact]
    public async Task Read_FromBeforeRetention_TellsTheGapAndGivesTheRest()
    {
        kafka.RequireRealKafka("the mock does not delete records on request");
        for (var hour = 0; hour < 6; hour++) await _history.Writer.WriteAsync(Channel, $"{hour}", Encoding.ASCII.GetBytes($"{hour}"), Noon.AddHours(hour));
        var all = await _history.ReadAsync("?start=earliest");
        var partition = _history.Api.Topic.PartitionOf("chat.1"u8);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(_history.Api.Topic.Name, partition, 4)]);
        var oldest = new Position(_history.Api.Topic.Epoch, partition, 3).ToString();

        var byPosition = await _history.ReadAsync($"?after={all.Events[0].Text("position")}");
        Assert.Equal(("retention", all.Events[0].Text("position"), oldest), GapOf(byPosition));
        var byTime = await _history.ReadAsync($"?start={Text(Noon.AddHours(2))}");
        Assert.Equal(("retention", new Position(_history.Api.Topic.Epoch, partition, -1).ToString(), oldest), GapOf(byTime));
        var earliest = await _history.ReadAsync("?start=earliest");
        var last = await _history.ReadAsync("?last=6");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, false), (earliest.Gap.ValueKind, last.Gap.ValueKind, last.Truncated));
        Assert.All([byPosition, byTime, earliest, last], page => Assert.Equal([4, 5], page.Numbers));
    }

    [Fact]
    public async Task Read_AfterAPositionOfATopicThatIsGone_TellsTheGapAndGivesAll()
    {
        await _history.Writer.WriteAsync(Channel, [1, 2]);
        var gone = new Position(_history.Api.Topic.Epoch + 1, 0, 77).ToString();
        var page = await _history.ReadAsync($"?after={gone}");

        Assert.Equal(("epoch", gone, new Position(_history.Api.Topic.Epoch, _history.Api.Topic.PartitionOf("chat.1"u8), -1).ToString()), GapOf(page));
        Assert.Equal([1, 2], page.Numbers);
    }

    // Another channel in the same partition.
    private string ChannelBeside(string channel)
    {
        var partition = _history.Api.Topic.PartitionOf(Encoding.UTF8.GetBytes(channel));
        return Enumerable.Range(0, 1_000).Select(i => $"busy.{i}").First(name => _history.Api.Topic.PartitionOf(Encoding.UTF8.GetBytes(name)) == partition);
    }

    private static (string Reason, string From, string To) GapOf(HistoryPage page) => (page.Gap.Text("reason"), page.Gap.Text("from"), page.Gap.Text("to"));

    // A time later than the stamps of all that was written, and not later than those of what comes.
    private static async Task<DateTimeOffset> NextMillisecondAsync()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await Within.UntilAsync(() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > before, "the clock moves");
        return DateTimeOffset.FromUnixTimeMilliseconds(before + 1);
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
