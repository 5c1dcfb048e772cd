using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Integration.PublisherApi.Publishing;

/// <summary>What is refused before Kafka is asked; so there is no Kafka here.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private const string NoKafka = "127.0.0.1:1";
    private const string Path = "/v1/apps/demo/channels/orders.1/events";

    private PublisherApiHost _api = null!;

    public async Task InitializeAsync() => _api = await PublisherApiHost.StartUnreadyAsync(NoKafka);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Publish_WithoutAKey_TellsWhy()
    {
        foreach (var (authorization, why) in new[] { ((string?)null, "has no Authorization header"), ("Bearer ", "is not 'Bearer'"), ("Basic " + PublisherApiHost.ApiKey, "is not 'Bearer'"), ("Bearer a.b.c", "takes keys only") })
        {
            var answer = await SendAsync(Path, authorization);
            AssertRefused((HttpStatusCode.Unauthorized, 4300), answer);
            Assert.Contains(why, answer.Body, StringComparison.Ordinal);
            Assert.Equal(answer, await SendAsync("/v1/apps/unknown/events", authorization));
        }
    }

    [Fact]
    public async Task Publish_UnknownAppOrBadKey_AreAnsweredAlike()
    {
        var answers = new[]
        {
            await SendAsync(Path, "Bearer wrong"),
            await SendAsync("/v1/apps/unknown/channels/orders.1/events"),
            await SendAsync("/v1/apps/unknown/channels/a.*/events"),
            await SendAsync("/v1/apps/unknown/channels//events"),
            await SendAsync("/v1/apps/unknown/events", content: new ByteArrayContent(new byte[(1 << 20) + 1])),
        };
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Unauthorized, answers[0].Body), (answer.Status, answer.Body)));
        Assert.Equal(4300, CodeOf(answers[0].Body));
    }

    [Theory]
    [InlineData("/v1/apps/demo/channels/a.*/events")]
    [InlineData("/v1/apps/demo/channels/a.%3E/events")]
    [InlineData("/v1/apps/demo/channels/a%07/events")]
    [InlineData("/v1/apps/demo/channels/a..b/events")]
    [InlineData("/v1/apps/demo/channels//events")]
    [InlineData("/v1/apps/demo/events")]
    public async Task Publish_BadChannel_TellsTheRule(string path) => AssertRefused((HttpStatusCode.BadRequest, 4206), await SendAsync(path));

    [Fact]
    public async Task Publish_ChannelOver200Bytes_Refused() =>
        AssertRefused((HttpStatusCode.BadRequest, 4206), await SendAsync($"/v1/apps/demo/channels/{new string('a', 201)}/events"));

    [Theory]
    [InlineData("PUT", "stock.nyse/rows/", 4230)]
    [InlineData("DELETE", "stock.nyse/rows", 4230)]
    [InlineData("POST", "stock.nyse/events", 4230)]
    [InlineData("PUT", "stock.nyse/rows/a%07b", 4231)]
    [InlineData("DELETE", "stock.nyse/rows/%1F", 4231)]
    [InlineData("PUT", "orders.1/rows/a", 4232)]
    [InlineData("DELETE", "stock/rows/a", 4232)]
    [InlineData("PUT", "stock.nyse/rows/a", 4233)]
    [InlineData("PUT", "stock.*/rows/a", 4206)]
    public async Task Row_BadRequest_IsRefused(string method, string path, int code) =>
        AssertRefused((HttpStatusCode.BadRequest, code), await SendAsync($"/v1/apps/demo/channels/{path}", method: method));

    [Theory]
    [InlineData("")]
    [InlineData("a%1Fb")]
    public async Task Publish_BadRowKey_Refused(string key) =>
        AssertRefused((HttpStatusCode.BadRequest, 4231), await SendAsync("/v1/apps/demo/channels/stock.nyse/events", header: ("ce-partitionkey", key)));

    [Fact]
    public async Task Row_OfAnEventThatNamesAnother_IsRefused() => AssertRefused(
        (HttpStatusCode.BadRequest, 4212),
        await SendAsync("/v1/apps/demo/channels/stock.nyse/rows/a", content: new StringContent("1", Encoding.UTF8, "application/json"), header: ("ce-partitionkey", "b"), method: "PUT"));

    [Fact]
    public async Task Row_OfAnotherAppsKey_IsUnauthorized() =>
        AssertRefused((HttpStatusCode.Unauthorized, 4300), await SendAsync("/v1/apps/demo/channels/stock.nyse/rows/a", "Bearer wrong", method: "DELETE"));

    [Theory]
    [InlineData("ce-specversion", "0.3")]
    [InlineData("ce-time", "yesterday")]
    [InlineData("ce-subject", "%C0%A0")]
    [InlineData("ce-type", "a%0Ab")]
    [InlineData("ce-id", "")]
    [InlineData("ce-channel", "orders.2")]
    public async Task Publish_BadAttribute_Refused(string name, string value) =>
        AssertRefused((HttpStatusCode.BadRequest, 4212), await SendAsync(Path, header: (name, value)));

    [Theory]
    [InlineData("application/cloudevents+json", "no json", HttpStatusCode.BadRequest, 4212)]
    [InlineData("application/cloudevents-batch+xml", "[]", HttpStatusCode.UnsupportedMediaType, 4301)]
    [InlineData("application/cloudevents+xml", "<a/>", HttpStatusCode.UnsupportedMediaType, 4301)]
    public async Task Publish_BadFormat_Refused(string contentType, string body, HttpStatusCode status, int code) =>
        AssertRefused((status, code), await SendAsync(Path, content: new StringContent(body, Encoding.UTF8, contentType)));

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "a=1")]
    [InlineData("multipart/form-data; boundary=x", "--x--")]
    public async Task Publish_AForm_IsToldToGiveAType(string contentType, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        var answer = await SendAsync(Path, content: content);
        AssertRefused((HttpStatusCode.UnsupportedMediaType, 4301), answer);
        Assert.Contains("Content-Type", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip", 4310)]
    [InlineData("deflate, identity", 4310)]
    [InlineData("br", 4310)]
    [InlineData("identity", 4400)]
    public async Task Publish_WithAContentCoding_IsRefused(string coding, int code)
    {
        using var content = new StringContent("1", Encoding.UTF8, "application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        using var response = await _api.Client.PostAsync(new Uri(Path, UriKind.Relative), content);
        Assert.Equal(code, CodeOf(await response.Content.ReadAsStringAsync()));
        if (code == 4310) Assert.Equal((HttpStatusCode.UnsupportedMediaType, "identity"), (response.StatusCode, string.Join(',', response.Headers.GetValues("Accept-Encoding"))));
    }

    [Theory]
    [InlineData("POST", "/v1/apps/demo/events?limit=1", "no query parameters")]
    [InlineData("GET", "/v1/apps/demo/channels/a/events?limt=1", "'limit'")]
    [InlineData("GET", "/v1/apps/demo/channels/a/events?limit=1&limit=2", "2 times")]
    [InlineData("GET", "/v1/apps/demo/channels/a/receipts?usr=1", "'user'")]
    [InlineData("GET", "/v1/apps/demo/channels/a/receipts?user=%FF", "UTF-8")]
    public async Task Request_UnknownParameter_NamesTheNearest(string method, string path, string told)
    {
        var answer = await SendAsync(path, method: method);
        AssertRefused((HttpStatusCode.BadRequest, 4309), answer);
        Assert.Contains(told, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%FF")]
    [InlineData("a%C0%A0b")]
    [InlineData("a%ED%A0%80")]
    public async Task Publish_AddressThatIsNoUtf8_Refused(string channel)
    {
        AssertRefused((HttpStatusCode.BadRequest, 4206), await SendAsync($"/v1/apps/demo/channels/{channel}/events"));
        AssertRefused((HttpStatusCode.BadRequest, 4231), await SendAsync($"/v1/apps/demo/channels/stock.nyse/rows/{channel}", method: "DELETE"));
    }

    [Theory]
    [InlineData("/v1/apps/demo/events")]
    [InlineData("/v1/nothing")]
    [InlineData("/docs")]
    [InlineData("/openapi/v1.json")]
    public async Task Answer_ToAnything_IsNotForGuessing(string path)
    {
        using var response = await _api.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal("nosniff", string.Join(',', response.Headers.GetValues("X-Content-Type-Options")));
        if (path == "/docs") Assert.Contains("frame-ancestors 'none'", string.Join(',', response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((1 << 20) + 1, false)]
    [InlineData((1 << 20) + 1, true)]
    [InlineData(40 << 20, false)]
    [InlineData(40 << 20, true)]
    public async Task Publish_BodyOverTheLimit_Refused(int bytes, bool chunked) =>
        AssertRefused((HttpStatusCode.RequestEntityTooLarge, 4213), await SendAsync(Path, content: new BytesContent(new byte[bytes], chunked)));

    [Fact]
    public async Task Publish_StructuredDataOverTheLimit_Refused()
    {
        var body = JsonSerializer.Serialize(new { data_base64 = new byte[(1 << 20) + 1] });
        AssertRefused((HttpStatusCode.RequestEntityTooLarge, 4213), await SendAsync(Path, content: new StringContent(body, Encoding.UTF8, "application/cloudevents+json")));
    }

    [Fact]
    public async Task Request_UnknownAddressOrMethod_IsAProblem()
    {
        AssertRefused((HttpStatusCode.NotFound, 4302), await SendAsync("/v1/nothing"));
        using var response = await _api.Client.DeleteAsync(new Uri(Path, UriKind.Relative));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, 4304), (response.StatusCode, CodeOf(await response.Content.ReadAsStringAsync())));
        // RFC 9110, section 15.5.6.
        Assert.Equal(["GET", "HEAD", "POST"], response.Content.Headers.Allow.Order(StringComparer.Ordinal));
        using var head = new HttpRequestMessage(HttpMethod.Head, Path + "?limit=0");
        using var headAnswer = await _api.Client.SendAsync(head);
        Assert.Equal(HttpStatusCode.BadRequest, headAnswer.StatusCode);
    }

    [Fact]
    public async Task Request_WithManyHeaders_IsAProblem()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        for (var i = 0; i < 120; i++) request.Headers.TryAddWithoutValidation($"ce-x{i}", "1");
        using var response = await _api.Client.SendAsync(request);
        Assert.Equal((HttpStatusCode.RequestHeaderFieldsTooLarge, 4311), (response.StatusCode, CodeOf(await response.Content.ReadAsStringAsync())));
    }

    [Fact]
    public async Task Publish_KafkaNeverReached_IsAnsweredAtOnceWithRetryAfter()
    {
        var watch = Stopwatch.StartNew();
        using var response = await _api.Client.PostAsync(new Uri(Path, UriKind.Relative), null);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4400), (response.StatusCode, CodeOf(await response.Content.ReadAsStringAsync())));
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Document_OpenApi_HoldsAllOperationsAndNothingElse()
    {
        var document = await _api.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        Assert.Equal(
            [
                "get /v1/apps/{app}/channels/{channel}/events", "post /v1/apps/{app}/channels/{channel}/events",
                "get /v1/apps/{app}/channels/{channel}/receipts",
                "get /v1/apps/{app}/channels/{channel}/rows",
                "delete /v1/apps/{app}/channels/{channel}/rows/{key}", "get /v1/apps/{app}/channels/{channel}/rows/{key}", "put /v1/apps/{app}/channels/{channel}/rows/{key}",
                "post /v1/apps/{app}/events",
            ],
            document.GetProperty("paths").EnumerateObject().OrderBy(path => path.Name, StringComparer.Ordinal)
                .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name} {path.Name}").Order(StringComparer.Ordinal)));
        Assert.Equal(
            ["deleteRow", "publishEvent", "publishEventToNamedChannel", "putRow", "readHistory", "readReceipts", "readRow", "readRows"],
            document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value.GetProperty("operationId").GetString()).Order(StringComparer.Ordinal));
        Assert.Contains("scalar.js", await _api.Client.GetStringAsync("/docs"), StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(
        string path, string? authorization = "Bearer " + PublisherApiHost.ApiKey, HttpContent? content = null, (string Name, string Value)? header = null, string method = "POST")
    {
        using var client = new HttpClient { BaseAddress = _api.Client.BaseAddress };
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (header is { } given) request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        using var response = await client.SendAsync(request);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static void AssertRefused((HttpStatusCode, int) expected, (HttpStatusCode Status, string Body) answer) =>
        Assert.Equal(expected, (answer.Status, CodeOf(answer.Body)));

    private static int CodeOf(string body) => JsonDocument.Parse(body).RootElement.GetProperty("code").GetInt32();
}
