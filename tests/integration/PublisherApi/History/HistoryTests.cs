using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Shared.Positions;
using Gateway.Standalone.Broker;
using Gateway.Tests.Client;
using Gateway.Tests.Integration.Kafka;
using Gateway.Tests.Integration.Support;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration.PublisherApi.History;

[Collection(KafkaCollection.Name)]
public sealed class HistoryTests(KafkaFixture kafka) : IAsyncLifetime
{
    private const string Channel = "chat.1";
    private static readonly DateTimeOffset Noon = DateTimeOffset.UtcNow.AddHours(-12);

    private PublisherApiHost _api = null!;
    private EventWriter _writer = null!;

    public async Task InitializeAsync()
    {
        _api = await PublisherApiHost.StartAsync(
            kafka.BootstrapServers,
            Setting("Apps:demo:TokenKeys:0:Id", "1"),
            Setting("Apps:demo:TokenKeys:0:Secret", Tokens.DemoSecret),
            Setting("Apps:other:TokenKeys:0:Id", "1"),
            Setting("Apps:other:TokenKeys:0:Secret", Tokens.OtherSecret),
            Setting("History:MaxScanRecords", "1000"),
            Setting("History:MaxPageBytes", "65536"));
        _writer = new EventWriter(kafka.BootstrapServers, _api.Topic.Name);
    }

    public async Task DisposeAsync()
    {
        _writer.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Read_WithoutAStart_GivesTheLast100InOrder()
    {
        // The other channel's event lies in the middle: whatever partition it is in, the page ends where the log of this one does.
        await _writer.WriteAsync(Channel, Enumerable.Range(0, 60));
        await _writer.WriteAsync("chat.2", 1_000);
        await _writer.WriteAsync(Channel, Enumerable.Range(60, 60));
        var page = await ReadAsync("");

        Assert.Equal(Enumerable.Range(20, 100), page.Numbers);
        Assert.Equal((false, false, JsonValueKind.Null), (page.More, page.Truncated, page.Gap.ValueKind));
        Assert.Empty((await ReadAsync($"?after={page.Next}")).Numbers);
    }

    [Fact]
    public async Task Read_OfWhatWasPublished_GivesItAsTheWebSocketDoes()
    {
        using var content = new StringContent("""{"total" : 12}""", Encoding.UTF8, "application/json");
        content.Headers.Add("ce-id", "o-1");
        content.Headers.Add("ce-type", "order.created");
        content.Headers.Add("ce-tenant", "north");
        using var published = await _api.Client.PostAsync(Path(Channel), content);
        var position = JsonDocument.Parse(await published.Content.ReadAsStringAsync()).RootElement.Text("position");
        var page = await ReadAsync("");
        var shown = page.Events.Single();

        Assert.Equal((Channel, position, "o-1", "/apps/demo", "order.created"), (shown.Text("channel"), shown.Text("position"), shown.Text("id"), shown.Text("source"), shown.Text("type")));
        Assert.Equal(("north", """{"total" : 12}"""), (shown.GetProperty("extensions").Text("tenant"), shown.GetProperty("data").GetRawText()));
        Assert.Empty((await ReadAsync($"?after={position}")).Numbers);
    }

    [Fact]
    public async Task Read_FromEachStart_GivesWhatComesAfter()
    {
        for (var number = 0; number < 6; number++) await _writer.WriteAsync(Channel, number);
        var all = await ReadAsync("?start=earliest");

        Assert.Equal([0, 1, 2, 3, 4, 5], all.Numbers);
        Assert.Equal([3, 4, 5], (await ReadAsync($"?after={all.Events[2].Text("position")}")).Numbers);
        Assert.Equal([4, 5], (await ReadAsync("?last=2")).Numbers);
        Assert.Equal([0, 1, 2, 3, 4, 5], (await ReadAsync("?last=1000")).Numbers);
        var first = await ReadAsync("?last=5&limit=2");
        Assert.Equal([1, 2], first.Numbers);
        Assert.True(first.More);
        Assert.Equal([3, 4, 5], (await ReadAsync($"?after={first.Next}")).Numbers);
    }

    [SkippableFact]
    public async Task Read_FromATime_GivesWhatKafkaTookThenOrLater()
    {
        kafka.RequireRealKafka("the mock finds no offset by time");
        for (var hour = 0; hour < 6; hour++) await _writer.WriteAsync(Channel, $"{hour}", Encoding.ASCII.GetBytes($"{hour}"), Noon.AddHours(hour));

        Assert.Equal([3, 4, 5], (await ReadAsync($"?start={Text(Noon.AddHours(3))}")).Numbers);
        Assert.Equal([4, 5], (await ReadAsync($"?start={Text(Noon.AddHours(3).AddSeconds(1))}")).Numbers);
        Assert.Empty((await ReadAsync($"?start={Text(DateTimeOffset.UtcNow)}")).Numbers);
    }

    [Fact]
    public async Task Read_OfAChannelThatNeverWas_IsEmptyAndGoesOnWhenItComes()
    {
        var none = await ReadAsync("");
        Assert.Empty(none.Events);
        Assert.False(none.More);
        await _writer.WriteAsync(Channel, 1);
        Assert.Equal([1], (await ReadAsync($"?after={none.Next}")).Numbers);
    }

    [Fact]
    public async Task Read_PageByPageWhileEventsAreWritten_GivesEachOnce()
    {
        const int Count = 4_000;
        await _writer.WriteAsync(Channel, Enumerable.Range(0, 500));
        var writing = _writer.WriteAsync(Channel, Enumerable.Range(500, Count - 500));
        var noise = _writer.WriteAsync(ChannelBeside(Channel), Enumerable.Range(0, 2_000));
        var got = new List<int>();
        var query = "?start=earliest&limit=137";
        while (got.Count < Count)
        {
            var page = await ReadAsync(query);
            Assert.InRange(page.Events.Count, 0, 137);
            got.AddRange(page.Numbers);
            query = $"?after={page.Next}&limit=137";
        }
        await Task.WhenAll(writing, noise);

        Assert.Equal(Enumerable.Range(0, Count), got);
        Assert.Empty((await ReadAsync(query)).Numbers);
    }

    [Fact]
    public async Task Read_OfAQuietChannelBelowABusyOne_GetsOnByEmptyPages()
    {
        await _writer.WriteAsync(Channel, 1);
        await _writer.WriteAsync(ChannelBeside(Channel), Enumerable.Range(0, 2_500));
        await _writer.WriteAsync(Channel, 2);
        var pages = new List<Page> { await ReadAsync("?start=earliest") };
        while (pages[^1].More) pages.Add(await ReadAsync($"?after={pages[^1].Next}"));

        Assert.Equal([1, 0, 1], pages.Select(page => page.Events.Count));
        Assert.Equal([1, 2], pages.SelectMany(page => page.Numbers));
    }

    [Fact]
    public async Task Read_OfTheLastBelowABusyOne_SaysThatItWasCutShort()
    {
        await _writer.WriteAsync(Channel, 1);
        await _writer.WriteAsync(ChannelBeside(Channel), Enumerable.Range(0, 1_100));
        await _writer.WriteAsync(Channel, 2);
        var cut = await ReadAsync("?last=2");

        Assert.Equal([2], cut.Numbers);
        Assert.True(cut.Truncated);
        Assert.False((await ReadAsync("?last=1")).Truncated);
    }

    [Fact]
    public async Task Read_OfLargeEvents_EndsThePageEarly()
    {
        for (var i = 0; i < 5; i++) await _writer.WriteAsync(Channel, $"{i}", Encoding.ASCII.GetBytes($"\"{new string('x', 40_000)}\""));
        var first = await ReadAsync("?start=earliest");
        var second = await ReadAsync($"?after={first.Next}");
        var third = await ReadAsync($"?after={second.Next}");

        Assert.Equal([(2, true), (2, true), (1, false)], new[] { first, second, third }.Select(page => (page.Events.Count, page.More)));
        Assert.Equal(["0", "1", "2", "3", "4"], new[] { first, second, third }.SelectMany(page => page.Events).Select(item => item.Text("id")));
    }

    [SkippableFact]
    public async Task Read_FromBeforeRetention_TellsTheGapAndGivesTheRest()
    {
        kafka.RequireRealKafka("the mock does not delete records on request");
        for (var hour = 0; hour < 6; hour++) await _writer.WriteAsync(Channel, $"{hour}", Encoding.ASCII.GetBytes($"{hour}"), Noon.AddHours(hour));
        var all = await ReadAsync("?start=earliest");
        var partition = _api.Topic.PartitionOf("chat.1"u8);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(_api.Topic.Name, partition, 4)]);
        var oldest = new Position(_api.Topic.Epoch, partition, 3).ToString();

        var byPosition = await ReadAsync($"?after={all.Events[0].Text("position")}");
        Assert.Equal(("retention", all.Events[0].Text("position"), oldest), GapOf(byPosition));
        var byTime = await ReadAsync($"?start={Text(Noon.AddHours(2))}");
        Assert.Equal(("retention", new Position(_api.Topic.Epoch, partition, -1).ToString(), oldest), GapOf(byTime));
        var earliest = await ReadAsync("?start=earliest");
        var last = await ReadAsync("?last=6");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, false), (earliest.Gap.ValueKind, last.Gap.ValueKind, last.Truncated));
        Assert.All([byPosition, byTime, earliest, last], page => Assert.Equal([4, 5], page.Numbers));
    }

    [Fact]
    public async Task Read_AfterAPositionOfATopicThatIsGone_TellsTheGapAndGivesAll()
    {
        await _writer.WriteAsync(Channel, [1, 2]);
        var gone = new Position(_api.Topic.Epoch + 1, 0, 77).ToString();
        var page = await ReadAsync($"?after={gone}");

        Assert.Equal(("epoch", gone, new Position(_api.Topic.Epoch, _api.Topic.PartitionOf("chat.1"u8), -1).ToString()), GapOf(page));
        Assert.Equal([1, 2], page.Numbers);
    }

    [Fact]
    public async Task Read_AfterAPositionThatNeverWas_IsRefused()
    {
        await _writer.WriteAsync(Channel, 1);
        var own = _api.Topic.PartitionOf("chat.1"u8);
        var epoch = _api.Topic.Epoch;
        Assert.Empty((await ReadAsync($"?after={new Position(epoch, own, 0)}")).Events);
        foreach (var never in new Position[] { new(epoch, own, 1), new(epoch, own, 1_000), new(epoch, (own + 1) % 5, 0), new(epoch, 5, 0), new(epoch, int.MaxValue, long.MaxValue) })
            Assert.Equal((HttpStatusCode.BadRequest, 4210), await RefusalAsync($"?after={never}"));
    }

    [Theory]
    [InlineData("?after=garbage", 4210)]
    [InlineData("?after=", 4210)]
    [InlineData("?start=yesterday", 4214)]
    [InlineData("?start=9999-01-01T00:00:00Z", 4214)]
    [InlineData("?start=earliest&last=5", 4214)]
    [InlineData("?limit=0", 4215)]
    [InlineData("?limit=1001", 4215)]
    [InlineData("?last=1001", 4215)]
    [InlineData("?last=x", 4215)]
    public async Task Read_OfABadQuery_IsRefused(string query, int code) => Assert.Equal((HttpStatusCode.BadRequest, code), await RefusalAsync(query));

    [Fact]
    public async Task Read_OfATable_IsRefused() => Assert.Equal((HttpStatusCode.BadRequest, 4234), await RefusalAsync("", "stock.nyse"));

    [Theory]
    [InlineData("a.*")]
    [InlineData("a..b")]
    [InlineData("")]
    public async Task Read_OfABadChannel_IsRefused(string channel) => Assert.Equal((HttpStatusCode.BadRequest, 4206), await RefusalAsync("", channel));

    [Fact]
    public async Task Read_WithAUsersToken_GivesWhatItPermits()
    {
        await _writer.WriteAsync(Channel, 1);
        Assert.Equal([1], (await ReadAsync("", Tokens.Signed(Tokens.Claims(read: ["chat.*"])))).Numbers);
        Assert.Equal((HttpStatusCode.Forbidden, 4207), await RefusalAsync("", bearer: Tokens.Signed(Tokens.Claims(read: ["orders.>"], write: [">"]))));
        Assert.Equal((HttpStatusCode.Unauthorized, 4103), await RefusalAsync("", bearer: Tokens.Demo(lifetime: TimeSpan.FromHours(-1))));
        Assert.Equal((HttpStatusCode.Unauthorized, 4101), await RefusalAsync("", bearer: Tokens.Unsigned(Tokens.Claims())));
        Assert.Equal((HttpStatusCode.Unauthorized, 4101), await RefusalAsync("", bearer: Tokens.Signed(Tokens.Claims(), Tokens.OtherSecret)));
        Assert.Equal((HttpStatusCode.Unauthorized, 4105), await RefusalAsync("", bearer: Tokens.Signed(Tokens.Claims("other"))));
    }

    [Theory]
    [InlineData("demo", "")]
    [InlineData("demo", "wrong")]
    [InlineData("other", PublisherApiHost.ApiKey)]
    [InlineData("unknown", PublisherApiHost.ApiKey)]
    public async Task Read_WithoutAKeyOfTheApp_IsRefused(string app, string bearer) =>
        Assert.Equal((HttpStatusCode.Unauthorized, 4300), await RefusalAsync("", bearer: bearer, app: app));

    [Fact]
    public async Task Read_KafkaGoneThenBack_IsRefusedThenAnswered()
    {
        using var broker = EmbeddedBroker.Start();
        await using var api = await PublisherApiHost.StartAsync(broker.BootstrapServers);
        using var published = await api.Client.PostAsync(Path(Channel), new StringContent("1", Encoding.UTF8, "application/json"));
        broker.SetDown();
        using var refused = await api.Client.GetAsync(Path(Channel));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4400), (refused.StatusCode, CodeOf(await refused.Content.ReadAsStringAsync())));
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        broker.SetUp();
        await Within.UntilAsync(async () => (await api.Client.GetAsync(Path(Channel))).IsSuccessStatusCode, "history is read again");
    }

    private async Task<Page> ReadAsync(string query, string bearer = PublisherApiHost.ApiKey)
    {
        using var response = await SendAsync(query, Channel, bearer, "demo");
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var json = JsonDocument.Parse(body).RootElement;
        Assert.Equal(Channel, json.Text("channel"));
        return new Page(
            [.. json.GetProperty("events").EnumerateArray()], json.Text("next"), json.GetProperty("more").GetBoolean(), json.GetProperty("truncated").GetBoolean(), json.GetProperty("gap"));
    }

    private async Task<(HttpStatusCode Status, int Code)> RefusalAsync(
        string query, string channel = Channel, string bearer = PublisherApiHost.ApiKey, string app = "demo")
    {
        using var response = await SendAsync(query, channel, bearer, app);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, CodeOf(await response.Content.ReadAsStringAsync()));
    }

    private async Task<HttpResponseMessage> SendAsync(string query, string channel, string bearer, string app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(channel, app) + query);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await _api.Client.SendAsync(request);
    }

    // Another channel in the same partition.
    private string ChannelBeside(string channel)
    {
        var partition = _api.Topic.PartitionOf(Encoding.UTF8.GetBytes(channel));
        return Enumerable.Range(0, 1_000).Select(i => $"busy.{i}").First(name => _api.Topic.PartitionOf(Encoding.UTF8.GetBytes(name)) == partition);
    }

    private static (string Reason, string From, string To) GapOf(Page page) => (page.Gap.Text("reason"), page.Gap.Text("from"), page.Gap.Text("to"));

    private static int CodeOf(string body) => JsonDocument.Parse(body).RootElement.GetProperty("code").GetInt32();

    private static string Path(string channel, string app = "demo") => $"/v1/apps/{app}/channels/{channel}/events";

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static KeyValuePair<string, string?> Setting(string name, string value) => KeyValuePair.Create(name, (string?)value);

    private sealed record Page(List<JsonElement> Events, string Next, bool More, bool Truncated, JsonElement Gap)
    {
        public IEnumerable<int> Numbers => Events.Select(item => item.GetProperty("data").GetInt32());
    }
}
