using System.Net;
using System.Text;
using Gateway.Shared.Positions;
using Gateway.Standalone.Broker;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration.PublisherApi.History;

/// <summary>Who may not read, and what cannot be.</summary>
public sealed class HistoryRefusalTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>, IAsyncLifetime
{
    private const string Channel = HistoryReader.Channel;

    private HistoryReader _history = null!;

    public async Task InitializeAsync() => _history = await HistoryReader.StartAsync(kafka);

    public async Task DisposeAsync() => await _history.DisposeAsync();

    [Fact]
    public async Task Read_AfterAPositionThatNeverWas_IsRefused()
    {
        await _history.Writer.WriteAsync(Channel, 1);
        var own = _history.Api.Topic.PartitionOf("chat.1"u8);
        var epoch = _history.Api.Topic.Epoch;
        Assert.Empty((await _history.ReadAsync($"?after={new Position(epoch, own, 0)}")).Events);
        foreach (var never in new Position[] { new(epoch, own, 1), new(epoch, own, 1_000), new(epoch, (own + 1) % 5, 0), new(epoch, 5, 0), new(epoch, int.MaxValue, long.MaxValue) })
            Assert.Equal((HttpStatusCode.BadRequest, 4210), await _history.RefusalAsync($"?after={never}"));
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
    public async Task Read_OfABadQuery_IsRefused(string query, int code) => Assert.Equal((HttpStatusCode.BadRequest, code), await _history.RefusalAsync(query));

    [Fact]
    public async Task Read_OfATable_IsRefused() => Assert.Equal((HttpStatusCode.BadRequest, 4234), await _history.RefusalAsync("", "stock.nyse"));

    [Theory]
    [InlineData("a.*")]
    [InlineData("a..b")]
    [InlineData("")]
    public async Task Read_OfABadChannel_IsRefused(string channel) => Assert.Equal((HttpStatusCode.BadRequest, 4206), await _history.RefusalAsync("", channel));

    [Fact]
    public async Task Read_WithAUsersToken_GivesWhatItPermits()
    {
        await _history.Writer.WriteAsync(Channel, 1);
        Assert.Equal([1], (await _history.ReadAsync("", Tokens.Signed(Tokens.Claims(read: ["chat.*"])))).Numbers);
        Assert.Equal((HttpStatusCode.Forbidden, 4207), await _history.RefusalAsync("", bearer: Tokens.Signed(Tokens.Claims(read: ["orders.>"], write: [">"]))));
        Assert.Equal((HttpStatusCode.Unauthorized, 4103), await _history.RefusalAsync("", bearer: Tokens.Demo(lifetime: TimeSpan.FromHours(-1))));
        Assert.Equal((HttpStatusCode.Unauthorized, 4101), await _history.RefusalAsync("", bearer: Tokens.Unsigned(Tokens.Claims())));
        Assert.Equal((HttpStatusCode.Unauthorized, 4101), await _history.RefusalAsync("", bearer: Tokens.Signed(Tokens.Claims(), Tokens.OtherSecret)));
        Assert.Equal((HttpStatusCode.Unauthorized, 4105), await _history.RefusalAsync("", bearer: Tokens.Signed(Tokens.Claims("other"))));
    }

    [Fact]
    public async Task Read_WithATokenThatIsNotGood_SaysWhatIsWrong()
    {
        var milliseconds = Tokens.Signed(new(Tokens.Claims()) { ["exp"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds() });
        Assert.StartsWith("The claim exp lies more than 24 h ahead;", await _history.DetailAsync(milliseconds), StringComparison.Ordinal);
        Assert.StartsWith("The token's header is not base64url", await _history.DetailAsync("a=.b.c"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo", "")]
    [InlineData("demo", "wrong")]
    [InlineData("other", PublisherApiHost.ApiKey)]
    [InlineData("unknown", PublisherApiHost.ApiKey)]
    public async Task Read_WithoutAKeyOfTheApp_IsRefused(string app, string bearer) =>
        Assert.Equal((HttpStatusCode.Unauthorized, 4300), await _history.RefusalAsync("", bearer: bearer, app: app));

    [Fact]
    public async Task Read_KafkaGoneThenBack_IsRefusedThenAnswered()
    {
        using var broker = EmbeddedBroker.Start();
        await using var api = await PublisherApiHost.StartAsync(broker.BootstrapServers);
        using var published = await api.Client.PostAsync(HistoryReader.Path(Channel), new StringContent("1", Encoding.UTF8, "application/json"));
        broker.SetDown();
        using var refused = await api.Client.GetAsync(HistoryReader.Path(Channel));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4400), (refused.StatusCode, HistoryReader.CodeOf(await refused.Content.ReadAsStringAsync())));
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        broker.SetUp();
        await Within.UntilAsync(async () => (await api.Client.GetAsync(HistoryReader.Path(Channel))).IsSuccessStatusCode, "history is read again");
    }
}
