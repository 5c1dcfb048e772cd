using Gateway.PublisherApi.Pacing;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Security.Publishing;

/// <summary>Bodies that come slowly, or never: they cost what has come of them, their own app's share, and not for long.</summary>
public sealed class SlowBodyTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Batch = "application/cloudevents-batch+json";

    [Theory]
    [InlineData("Content-Length: 8388608")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task Publish_WhileAnotherTenantClaimsMuchAndSendsLittle_IsTaken(string claim)
    {
        await using var tenants = await TwoTenants.StartAsync(kafka.BootstrapServers);
        var slow = new List<RawHttp>();
        for (var i = 0; i < 100; i++)
        {
            slow.Add(await tenants.BeginAsync(claim, Batch));
            await slow[i].SendAsync(claim.StartsWith('T') ? "1\r\n[\r\n" : "[");
        }
        await Within.UntilAsync(() => tenants.Api.InFlight == slow.Count, "all slow requests are being served");
        for (var i = 0; i < 30; i++) Assert.Equal(201, await tenants.PublishAsync());
        foreach (var each in slow) await each.DisposeAsync();
    }

    [Fact]
    public async Task Publish_WhileAnotherTenantsBytesTakeItsShare_IsTakenAndTheOthersMoreIsRefused()
    {
        await using var tenants = await TwoTenants.StartAsync(kafka.BootstrapServers, settings: [("PublisherApi:MaxWaitingBytes", "16777216")]);
        var slow = new List<RawHttp>();
        for (var i = 0; i < 9; i++)
        {
            slow.Add(await tenants.BeginAsync("Content-Length: 1048576"));
            await slow[i].SendAsync(new byte[1_000_000]);
        }
        var answers = slow.Select(each => each.ReadAsync()).ToList();
        var (status, _, body) = await await Task.WhenAny(answers);
        Assert.Equal((503, true), (status, body.Contains("\"code\":4401", StringComparison.Ordinal)));
        for (var i = 0; i < 30; i++) Assert.Equal(201, await tenants.PublishAsync());
        foreach (var each in slow) await each.DisposeAsync();
        await Task.WhenAll(answers.Select(answer => answer.ContinueWith(_ => { }, TaskScheduler.Default)));
    }

    [Theory]
    [InlineData("Content-Length: 1000", "{")]
    [InlineData("Transfer-Encoding: chunked", "ff\r\n{")]
    [InlineData("Transfer-Encoding: chunked", "nonsense\r\n")]
    public async Task Body_ThatEndsEarly_IsNoLineInTheLog(string claim, string body)
    {
        var log = new WarningLog();
        await using var tenants = await TwoTenants.StartAsync(kafka.BootstrapServers, log: log);
        // What it says of topics that it is yet to make.
        log.Lines.Clear();
        var half = await tenants.BeginAsync(claim);
        await half.SendAsync(body);
        half.EndSending();
        await half.DrainAsync();
        await half.DisposeAsync();
        await Within.UntilAsync(() => tenants.Api.InFlight == 0, "the request is over");
        Assert.Empty(log.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_ThatStalls_IsAnsweredWith4306(bool asStandalone)
    {
        await using var tenants = await TwoTenants.StartAsync(kafka.BootstrapServers, asStandalone);
        await using var stalled = await tenants.BeginAsync("Content-Length: 1000");
        await stalled.SendAsync(new byte[10]);
        await Within.UntilAsync(() => tenants.Api.InFlight == 1, "the request is being served");
        var answer = stalled.ReadAsync();
        await Within.UntilAsync(
            () =>
            {
                tenants.Time.Advance(BodyPace.Grace);
                return answer.IsCompleted;
            },
            "the body is given up");
        var (status, _, body) = await answer;
        Assert.Equal((408, true), (status, body.Contains("\"code\":4306", StringComparison.Ordinal)));
    }
}
