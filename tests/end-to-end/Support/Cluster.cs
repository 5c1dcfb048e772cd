using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;
using Gateway.Tests.Processes;

namespace Gateway.Tests.EndToEnd.Support;

/// <summary>Two gateway nodes and a publisher as processes, with topics that they create for themselves.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private const string ApiKey = "key-of-the-end-to-end-tests";

    private readonly HttpClient _http = new();

    /// <summary>A node.</summary>
    public required ServiceProcess North { get; init; }

    /// <summary>Another, which knows nothing of the first.</summary>
    public required ServiceProcess South { get; init; }

    /// <summary>The REST side.</summary>
    public required ServiceProcess Publisher { get; init; }

    /// <summary>Starts all three at once: whoever is first creates the topic.</summary>
    public static async Task<Cluster> StartAsync(KafkaFixture kafka)
    {
        var settings = Settings(kafka);
        // The mock creates no topics on request.
        if (kafka.Kind is BrokerKind.Mock) await kafka.CreateTopicAsync($"{settings["Topics:Prefix"]}demo.streams", 4);
        var north = ServiceProcess.StartAsync("gateway", settings);
        var south = ServiceProcess.StartAsync("gateway", settings);
        var publisher = ServiceProcess.StartAsync("publisher-api", settings);
        return new() { North = await north, South = await south, Publisher = await publisher };
    }

    /// <summary>Publishes a number by REST; its position. Fails unless Kafka has it.</summary>
    public async Task<string> PublishAsync(string channel, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Publisher.Address, $"/v1/apps/demo/channels/{channel}/events"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        request.Content = JsonContent.Create(number);
        using var answer = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("position");
    }

    public async ValueTask DisposeAsync()
    {
        await North.DisposeAsync();
        await South.DisposeAsync();
        await Publisher.DisposeAsync();
        _http.Dispose();
    }

    private static Dictionary<string, string> Settings(KafkaFixture kafka) => new()
    {
        ["Kafka:BootstrapServers"] = kafka.BootstrapServers,
        ["Topics:Prefix"] = $"{KafkaFixture.NewTopicName("end-to-end")}.",
        ["Topics:Partitions"] = "4",
        ["Topics:ReplicationFactor"] = "1",
        ["Gateway:DrainTime"] = "00:00:00",
        ["Apps:demo:ApiKeys:0:Name"] = "tests",
        ["Apps:demo:ApiKeys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey))),
        ["Apps:demo:TokenKeys:0:Id"] = "tests",
        ["Apps:demo:TokenKeys:0:Secret"] = Tokens.DemoSecret,
    };
}
