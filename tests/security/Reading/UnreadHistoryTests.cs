using System.Net;
using Gateway.PublisherApi.Pacing;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Security.Reading;

/// <summary>Readers that ask for history and read nothing of it: they have their own share, and not for long.</summary>
public sealed class UnreadHistoryTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private static readonly string Large = $"\"{new string('x', 1_000_000)}\"";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_WhileOneUserReadsNothing_IsAnsweredToAllOthers(bool asStandalone)
    {
        await using var tenants = await StartAsync(asStandalone);
        var unread = new List<RawHttp>();
        for (var i = 0; i < 20; i++) unread.Add(await AskAsync(tenants, Tokens.Demo("mallory")));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(tenants, Tokens.Demo("alice")));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(tenants, PublisherApiHost.ApiKey));
            using var other = await tenants.ReadAsync("?last=1", TwoTenants.OtherKey, "other");
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        }
        foreach (var each in unread) await each.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_OfWhatIsNotTaken_EndsWithTheConnection(bool asStandalone)
    {
        await using var tenants = await StartAsync(asStandalone);
        await using var unread = await AskAsync(tenants, Tokens.Demo("mallory"));
        await Within.UntilAsync(() => tenants.Api.InFlight == 1, "the request is being served");
        await Within.UntilAsync(
            () =>
            {
                tenants.Time.Advance(BodyPace.Grace);
                return tenants.Api.InFlight == 0;
            },
            "the answer is given up");
        Assert.InRange(await unread.DrainAsync(), 0, 3_900_000);
    }

    private async Task<TwoTenants> StartAsync(bool asStandalone)
    {
        var tenants = await TwoTenants.StartAsync(kafka.BootstrapServers, asStandalone);
        for (var i = 0; i < 4; i++) Assert.Equal(201, await tenants.PublishAsync(Large));
        return tenants;
    }

    private static async Task<RawHttp> AskAsync(TwoTenants tenants, string token)
    {
        var connection = await RawHttp.ConnectAsync(tenants.Address, receiveBuffer: 4096);
        await connection.SendAsync($"GET /v1/apps/demo/channels/a/events?last=4 HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {token}\r\n\r\n");
        return connection;
    }

    private static async Task<HttpStatusCode> StatusAsync(TwoTenants tenants, string bearer)
    {
        using var response = await tenants.ReadAsync("?last=1", bearer);
        await response.Content.ReadAsByteArrayAsync();
        return response.StatusCode;
    }
}
