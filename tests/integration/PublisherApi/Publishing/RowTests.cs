using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration.PublisherApi.Publishing;

/// <summary>Rows of table channels, read back from Kafka without our own code for reading.</summary>
public sealed class RowTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>, IAsyncLifetime
{
    private const string Table = "/v1/apps/demo/channels/stock.nyse";

    private PublisherApiHost _api = null!;

    public async Task InitializeAsync() => _api = await PublisherApiHost.StartAsync(kafka.BootstrapServers);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Put_Row_IsStoredUnderChannelAndRowInTheChannelsPartition()
    {
        var (status, reply, stored) = await SendAsync(HttpMethod.Put, $"{Table}/rows/AA%2FPL", Json("{ \"price\" : 1 }"), ("ce-id", "1"), ("ce-exchange", "nyse"));
        Assert.Equal((HttpStatusCode.OK, "AA/PL"), (status, reply.GetProperty("key").GetString()));
        Assert.Equal(("stock.nyse\u001fAA/PL", "{ \"price\" : 1 }"), (stored.Key, Encoding.UTF8.GetString(stored.Value!)));
        Assert.Equal(("1", "nyse", "application/json"), (stored.Headers["ce_id"], stored.Headers["ce_exchange"], stored.Headers["content-type"]));
    }

    [Fact]
    public async Task Put_StructuredEvent_IsStored()
    {
        var body = new StringContent("""{"specversion":"1.0","id":"s1","source":"/s","type":"t","data":[1]}""", Encoding.UTF8, "application/cloudevents+json");
        var (_, _, stored) = await SendAsync(HttpMethod.Put, $"{Table}/rows/AAPL", body);
        Assert.Equal(("stock.nyse\u001fAAPL", "[1]", "s1"), (stored.Key, Encoding.UTF8.GetString(stored.Value!), stored.Headers["ce_id"]));
    }

    [Fact]
    public async Task Delete_Row_IsATombstoneWithHeaders()
    {
        var (status, _, stored) = await SendAsync(HttpMethod.Delete, $"{Table}/rows/AAPL", Json(""), ("ce-id", "2"));
        Assert.Equal((HttpStatusCode.OK, "stock.nyse\u001fAAPL", "2"), (status, stored.Key, stored.Headers["ce_id"]));
        Assert.Null(stored.Value);
        Assert.DoesNotContain("content-type", stored.Headers.Keys);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_EventWithPartitionKey_IsTheRowOrItsEnd(bool hasData)
    {
        var (status, _, stored) = await SendAsync(HttpMethod.Post, $"{Table}/events", hasData ? Json("1") : null, ("ce-partitionkey", "%C3%84PL"));
        Assert.Equal((HttpStatusCode.Created, "stock.nyse\u001fÄPL", hasData ? "1" : null), (status, stored.Key, stored.Value is { } value ? Encoding.UTF8.GetString(value) : null));
        Assert.DoesNotContain("ce_partitionkey", stored.Headers.Keys);
    }

    [Fact]
    public async Task Get_Rows_GivesThemByKeyPageByPage()
    {
        foreach (var key in new[] { "b", "a2", "a1", "c", "gone" }) await SendAsync(HttpMethod.Put, $"{Table}/rows/{key}", Json($"\"{key}\""));
        await SendAsync(HttpMethod.Put, $"{Table}/rows/b", Json("2"));
        await SendAsync(HttpMethod.Put, "/v1/apps/demo/channels/stock.other/rows/a3", Json("0"));
        await SendAsync(HttpMethod.Delete, $"{Table}/rows/gone", null);

        var first = await _api.Client.GetFromJsonAsync<JsonElement>($"{Table}/rows?limit=3");
        Assert.Equal(["a1", "a2", "b"], KeysOf(first));
        Assert.Equal(2, first.GetProperty("rows")[2].GetProperty("data").GetInt32());
        var second = await _api.Client.GetFromJsonAsync<JsonElement>($"{Table}/rows?limit=3&next={first.GetProperty("next").GetString()}");
        Assert.Equal(["c"], KeysOf(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(["a1", "a2"], KeysOf(await _api.Client.GetFromJsonAsync<JsonElement>($"{Table}/rows?prefix=a")));
        Assert.Empty(KeysOf(await _api.Client.GetFromJsonAsync<JsonElement>("/v1/apps/demo/channels/stock.empty/rows")));
    }

    [Fact]
    public async Task Get_Row_GivesItOrTellsThatThereIsNone()
    {
        await SendAsync(HttpMethod.Put, $"{Table}/rows/AA%2FPL", Json("{\"price\":1}"));
        var row = await _api.Client.GetFromJsonAsync<JsonElement>($"{Table}/rows/AA%2FPL");
        Assert.Equal(("AA/PL", 1), (row.GetProperty("key").GetString(), row.GetProperty("data").GetProperty("price").GetInt32()));
        using var none = await _api.Client.GetAsync(new Uri($"{Table}/rows/none", UriKind.Relative));
        Assert.Equal((HttpStatusCode.NotFound, 4236), (none.StatusCode, (await none.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32()));
        foreach (var (wrong, code) in new[] { ("stock.nyse/rows?limit=0", 4215), ("stock.nyse/rows?prefx=a", 4309), ("stock.nyse/rows?next=%25", 4223), ("orders.1/rows", 4232), ("orders.1/rows/a", 4232) })
        {
            using var refused = await _api.Client.GetAsync(new Uri($"/v1/apps/demo/channels/{wrong}", UriKind.Relative));
            Assert.Equal(code, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32());
        }
    }

    private static IEnumerable<string?> KeysOf(JsonElement page) => page.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("key").GetString());

    [SkippableFact]
    public async Task Topic_OfTables_IsCompacted()
    {
        kafka.RequireRealKafka("the mock has no settings of topics");
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        var settings = (await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = _api.Tables.Name }]))[0].Entries;
        Assert.Equal(
            ("compact", "86400000", "LogAppendTime"),
            (settings["cleanup.policy"].Value, settings["delete.retention.ms"].Value, settings["message.timestamp.type"].Value));
    }

    private async Task<(HttpStatusCode Status, JsonElement Reply, StoredEvent Stored)> SendAsync(
        HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _api.Client.SendAsync(request);
        var reply = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, reply.ToString());
        return (response.StatusCode, reply, StoredEvent.At(kafka.BootstrapServers, _api.Tables, reply.GetProperty("position").GetString()!));
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
}
