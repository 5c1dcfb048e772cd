using System.Net;
using System.Text.Json;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Security.Origins;

/// <summary>Pages of other origins: what they may open and read.</summary>
public sealed class OriginTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Page = "https://app.example.com";
    private static readonly (string, string) Allowed = ("Apps:demo:Origins:0", Page);

    [Theory]
    [InlineData("demo", "", 101)]
    [InlineData("demo", "Origin: <own>\r\n", 101)]
    [InlineData("demo", "Origin: https://app.example.com\r\n", 101)]
    [InlineData("demo", "Origin: https://evil.example\r\n", 403)]
    [InlineData("demo", "Origin: null\r\n", 403)]
    [InlineData("demo", "Origin: \r\n", 403)]
    [InlineData("demo", "Origin: https://app.example.com\r\nOrigin: https://evil.example\r\n", 403)]
    [InlineData("other", "Origin: <own>\r\n", 101)]
    [InlineData("other", "Origin: https://app.example.com\r\n", 403)]
    [InlineData("nobody", "Origin: <own>\r\n", 101)]
    [InlineData("nobody", "Origin: https://app.example.com\r\n", 403)]
    public async Task WebSocket_FromAnOrigin_IsOpenedIfTheAppAllowsIt(string app, string origin, int status)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(Allowed);
        var (client, head) = await RawClient.AskAsync(node.Address, app, origin.Replace("<own>", $"http://{node.Address.Authority}", StringComparison.Ordinal));
        await using (client) Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preflight_OfAnAllowedOrigin_NamesWhatThePageMaySend()
    {
        await using var api = await PublisherApiHost.StartAsync(kafka.BootstrapServers, new KeyValuePair<string, string?>("Apps:demo:Origins:0", Page));
        using var answer = await AskAsync(api, HttpMethod.Options, "/v1/apps/demo/channels/orders.1/events", Page,
            ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,ce-id,ce-type,content-type,idempotency-key,x-evil,ce-"));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(Page, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal("authorization, ce-id, ce-type, content-type, idempotency-key", Header(answer, "Access-Control-Allow-Headers"));
        Assert.Contains("POST", Header(answer, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Equal("Origin", Header(answer, "Vary"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("demo", "https://evil.example")]
    [InlineData("demo", "null")]
    [InlineData("nobody", Page)]
    public async Task Preflight_OfAnotherOrigin_IsRefused(string app, string origin)
    {
        await using var api = await PublisherApiHost.StartAsync(kafka.BootstrapServers, new KeyValuePair<string, string?>("Apps:demo:Origins:0", Page));
        using var answer = await AskAsync(api, HttpMethod.Options, $"/v1/apps/{app}/events", origin, ("Access-Control-Request-Method", "POST"));
        Assert.Equal((HttpStatusCode.Forbidden, 4307), (answer.StatusCode, await CodeOfAsync(answer)));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/v1/apps/demo/channels/orders.1/events?last=x", 4215)]
    [InlineData("/v1/apps/demo/nowhere", 4302)]
    [InlineData("/v1/apps/demo/channels/orders.1/receipts?limit=x", 4215)]
    public async Task Refusal_OfAnAllowedOrigin_CanBeReadByThePage(string path, int code)
    {
        await using var api = await PublisherApiHost.StartAsync(kafka.BootstrapServers, new KeyValuePair<string, string?>("Apps:demo:Origins:0", Page));
        using var answer = await AskAsync(api, HttpMethod.Get, path, Page);
        Assert.Equal((code, Page, "Origin"), (await CodeOfAsync(answer), Header(answer, "Access-Control-Allow-Origin"), Header(answer, "Vary")));
        Assert.Contains("Retry-After", Header(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
        using var other = await AskAsync(api, HttpMethod.Get, path, "https://evil.example");
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task<HttpResponseMessage> AskAsync(PublisherApiHost api, HttpMethod method, string path, string origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Add("Origin", origin);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await api.Client.SendAsync(request);
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));

    private static async Task<int> CodeOfAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetInt32();
}
