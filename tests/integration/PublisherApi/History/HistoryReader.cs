using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration.PublisherApi.History;

/// <summary>A publisher API with small pages, of which users may read too; who writes to its topic past it; and reading the past of a channel there.</summary>
internal sealed class HistoryReader(PublisherApiHost api, EventWriter writer) : IAsyncDisposable
{
    /// <summary>The channel that is read.</summary>
    public const string Channel = "chat.1";

    /// <summary>The publisher API.</summary>
    public PublisherApiHost Api => api;

    /// <summary>Begins the names of its topics.</summary>
    public string Prefix => api.Topic.Name[..^"demo.streams".Length];

    /// <summary>Writes to its topic.</summary>
    public EventWriter Writer => writer;

    /// <summary>Starts it and waits until Kafka is reached.</summary>
    public static async Task<HistoryReader> StartAsync(KafkaFixture kafka)
    {
        var api = await PublisherApiHost.StartAsync(
            kafka.BootstrapServers,
            Setting("Apps:demo:TokenKeys:0:Id", "1"),
            Setting("Apps:demo:TokenKeys:0:Secret", Tokens.DemoSecret),
            Setting("Apps:other:TokenKeys:0:Id", "1"),
            Setting("Apps:other:TokenKeys:0:Secret", Tokens.OtherSecret),
            Setting("History:MaxScanRecords", "1000"),
            Setting("History:MaxPageBytes", "65536"));
        return new(api, new EventWriter(kafka.BootstrapServers, api.Topic.Name));
    }

    public async ValueTask DisposeAsync()
    {
        writer.Dispose();
        await api.DisposeAsync();
    }

    /// <summary>The page of the channel that this query gives; it must be one.</summary>
    public async Task<HistoryPage> ReadAsync(string query, string bearer = PublisherApiHost.ApiKey)
    {
        using var response = await SendAsync(query, Channel, bearer, "demo");
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var json = JsonDocument.Parse(body).RootElement;
        Assert.Equal(Channel, json.Text("channel"));
        return new HistoryPage(
            [.. json.GetProperty("events").EnumerateArray()], json.Text("next"), json.GetProperty("more").GetBoolean(), json.GetProperty("truncated").GetBoolean(), json.GetProperty("gap"));
    }

    /// <summary>The status and the code of a refusal.</summary>
    public async Task<(HttpStatusCode Status, int Code)> RefusalAsync(
        string query, string channel = Channel, string bearer = PublisherApiHost.ApiKey, string app = "demo")
    {
        using var response = await SendAsync(query, channel, bearer, app);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, CodeOf(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>What a refusal says.</summary>
    public async Task<string?> DetailAsync(string bearer)
    {
        using var response = await SendAsync("", Channel, bearer, "demo");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString();
    }

    /// <summary>Where the channel's events are.</summary>
    public static string Path(string channel, string app = "demo") => $"/v1/apps/{app}/channels/{channel}/events";

    /// <summary>The code that a refusal tells.</summary>
    public static int CodeOf(string body) => JsonDocument.Parse(body).RootElement.GetProperty("code").GetInt32();

    private async Task<HttpResponseMessage> SendAsync(string query, string channel, string bearer, string app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(channel, app) + query);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await api.Client.SendAsync(request);
    }

    private static KeyValuePair<string, string?> Setting(string name, string value) => KeyValuePair.Create(name, (string?)value);
}

/// <summary>A page of history.</summary>
internal sealed record HistoryPage(List<JsonElement> Events, string Next, bool More, bool Truncated, JsonElement Gap)
{
    /// <summary>The events' data, which are numbers.</summary>
    public IEnumerable<int> Numbers => Events.Select(item => item.GetProperty("data").GetInt32());
}
