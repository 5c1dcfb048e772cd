using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration.PublisherApi.Publishing;

/// <summary>Events by each mode, read back from Kafka without our own code for reading.</summary>
public sealed class PublishTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>, IAsyncLifetime
{
    private PublisherApiHost _api = null!;

    public async Task InitializeAsync() => _api = await PublisherApiHost.StartAsync(kafka.BootstrapServers);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Publish_PlainJson_IsStoredUntouchedWithDefaults()
    {
        var (reply, stored) = await PublishAsync("/v1/apps/demo/channels/orders.4711/events", Content("{ \"a\" : 1 }", "application/json"));
        Assert.Equal("orders.4711", reply.GetProperty("channel").GetString());
        Assert.Equal(("orders.4711", "{ \"a\" : 1 }"), (stored.Key, Encoding.UTF8.GetString(stored.Value!)));
        Assert.Equal(reply.GetProperty("id").GetString(), stored.Headers["ce_id"]);
        Assert.Equal(("1.0", "/apps/demo", "event"), (stored.Headers["ce_specversion"], stored.Headers["ce_source"], stored.Headers["ce_type"]));
        Assert.True(DateTimeOffset.UtcNow - DateTimeOffset.Parse(stored.Headers["ce_time"], null) < TimeSpan.FromMinutes(1));
        Assert.Equal("application/json", stored.Headers["content-type"]);
    }

    [Fact]
    public async Task Publish_NothingAtAll_IsStoredWithoutData()
    {
        var (_, stored) = await PublishAsync("/v1/apps/demo/channels/doorbell/events", content: null);
        Assert.Null(stored.Value);
        Assert.DoesNotContain("content-type", stored.Headers.Keys);
    }

    [Fact]
    public async Task Publish_BinaryMode_StoresAttributesDecodedAndAnyBytes()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("image/png");
        var (_, stored) = await PublishAsync(
            "/v1/apps/demo/events", content, ("CE-ID", "1"), ("ce-source", "/s"), ("ce-type", "t"), ("ce-time", "2026-11-23T12:00:00Z"), ("ce-subject", "Z%C3%BCrich"), ("ce-foo", "\"a b\""), ("ce-channel", "%E2%82%AC.1"));
        Assert.Equal("€.1", stored.Key);
        Assert.Equal(bytes, stored.Value);
        Assert.Equal(
            ["ce_specversion=1.0", "ce_id=1", "ce_source=/s", "ce_type=t", "ce_time=2026-11-23T12:00:00Z", "ce_subject=Zürich", "content-type=image/png", "ce_foo=a b"],
            stored.Headers.Where(header => header.Key != "traceparent").Select(header => $"{header.Key}={header.Value}"));
    }

    [Fact]
    public async Task Publish_StructuredMode_StoresDataByteForByteAndNotTheChannel()
    {
        var body = """{"specversion":"1.0","id":"s1","source":"/s","type":"t","channel":"orders.1","n":5,"data":{"b" : [1, 2.50]}}""";
        var (reply, stored) = await PublishAsync("/v1/apps/demo/events", Content(body, "application/cloudevents+json"));
        Assert.Equal(("s1", "orders.1"), (reply.GetProperty("id").GetString(), stored.Key));
        Assert.Equal("""{"b" : [1, 2.50]}""", Encoding.UTF8.GetString(stored.Value!));
        Assert.Equal(("application/json", "5"), (stored.Headers["content-type"], stored.Headers["ce_n"]));
        Assert.DoesNotContain("ce_channel", stored.Headers.Keys);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", false)]
    [InlineData("01-garbage", false)]
    public async Task Publish_TraceOfTheCaller_GoesOnIfItIsRecorded(string header, bool isRecorded)
    {
        var (_, alone) = await PublishAsync("/v1/apps/demo/channels/traced/events", Content("x", "text/plain"), ("traceparent", header));
        var (_, inBatch) = await PublishAsync("/v1/apps/demo/channels/traced/events", Content("[{}]", "application/cloudevents-batch+json"), ("traceparent", header));
        foreach (var stored in new[] { alone, inBatch })
            Assert.Equal(isRecorded ? header : null, stored.Headers.GetValueOrDefault("traceparent"));
    }

    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("z%C3%BCrich.%F0%9F%98%80", "zürich.😀")]
    public async Task Publish_EscapedChannel_IsDecodedOnce(string escaped, string channel) =>
        Assert.Equal(channel, (await PublishAsync($"/v1/apps/demo/channels/{escaped}/events", Content("x", "text/plain"))).Stored.Key);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publish_OneMebibyte_IsStoredHoweverItIsSent(bool chunked)
    {
        var bytes = RandomBytes(1 << 20);
        var (_, stored) = await PublishAsync("/v1/apps/demo/channels/big/events", new BytesContent(bytes, chunked));
        Assert.True(bytes.AsSpan().SequenceEqual(stored.Value));
    }

    [Fact]
    public async Task Publish_OneMebibyteAsBase64_IsStored()
    {
        var bytes = RandomBytes(1 << 20);
        var body = JsonSerializer.Serialize(new { data_base64 = bytes, channel = "big" });
        var (_, stored) = await PublishAsync("/v1/apps/demo/events", Content(body, "application/cloudevents+json"));
        Assert.True(bytes.AsSpan().SequenceEqual(stored.Value));
    }

    [Theory]
    [InlineData("ce-id")]
    [InlineData("Idempotency-Key")]
    public async Task Publish_SentAgain_IsAnsweredWith200AndTheFirstPosition(string header)
    {
        const string Path = "/v1/apps/demo/channels/orders.1/events";
        var (first, stored) = await PublishAsync(Path, Content("1", "application/json"), (header, "order-4711"));
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = Content("1", "application/json") };
        request.Headers.Add(header, "order-4711");
        using var response = await _api.Client.SendAsync(request);
        var again = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(again.GetProperty("repeated").GetBoolean());
        Assert.Equal(first.GetProperty("position").GetString(), again.GetProperty("position").GetString());
        Assert.Equal("order-4711", stored.Headers["ce_id"]);
    }

    [Fact]
    public async Task Publish_SameKeyWithOtherData_IsAConflict()
    {
        const string Path = "/v1/apps/demo/channels/orders.1/events";
        await PublishAsync(Path, Content("1", "application/json"), ("Idempotency-Key", "order-4712"));
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = Content("2", "application/json") };
        request.Headers.Add("Idempotency-Key", "order-4712");
        using var response = await _api.Client.SendAsync(request);
        Assert.Equal((HttpStatusCode.Conflict, 4224), (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32()));
    }

    private async Task<(JsonElement Reply, StoredEvent Stored)> PublishAsync(string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _api.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var reply = await response.Content.ReadFromJsonAsync<JsonElement>();
        var one = reply.TryGetProperty("events", out var events) ? events[0] : reply;
        return (reply, StoredEvent.At(kafka.BootstrapServers, _api.Topic, one.GetProperty("position").GetString()!));
    }

    private static StringContent Content(string body, string contentType) => new(body, Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue(contentType));

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
