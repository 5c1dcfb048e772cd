using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.SelfTest;

/// <summary>The test: subscribe, publish by REST, receive the same event.</summary>
internal static class RoundTrip
{
    public static async Task RunAsync(SelfTestOptions options, CancellationToken stopping)
    {
        // A channel of its own for each run: nobody else's event, nor an earlier run's, can be taken for this one.
        var id = Guid.CreateVersion7().ToString();
        var channel = $"selftest.{id}";

        using var client = new GatewayClient();
        var address = new Uri(options.GatewayUrl, $"/v1/apps/{options.App}/ws");
        await client.OpenAsync(address, stopping);
        var connected = await client.CommandAsync("connect", new() { ["token"] = Token.Create(options, channel) }, stopping);
        Console.WriteLine($"connected to {address} as {connected["user"]}, connection {connected["connection"]}");

        var subscribed = await client.CommandAsync("subscribe", new() { ["channels"] = new JsonArray(channel) }, stopping);
        if (subscribed["channels"]?[0]?["position"] is not { } start)
            throw new SelfTestFailure($"subscribe was answered with {subscribed.ToJsonString()}");
        Console.WriteLine($"subscribed to {channel} at position {start}");

        var started = Stopwatch.GetTimestamp();
        await PublishAsync(options, channel, id, stopping);
        var received = await client.EventAsync(stopping);
        if ((string?)received["id"] != id || (string?)received["channel"] != channel || (string?)received["data"]?["nonce"] != id)
            throw new SelfTestFailure($"another event came: {received.ToJsonString()}");
        var elapsed = Stopwatch.GetElapsedTime(started);
        Console.WriteLine($"received the event at position {received["position"]}, {elapsed.TotalMilliseconds:F0} ms after sending it");
        await client.CloseAsync(stopping);
    }

    private static async Task PublishAsync(SelfTestOptions options, string channel, string id, CancellationToken stopping)
    {
        var published = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = "/selftest",
            ["type"] = "selftest",
            ["datacontenttype"] = "application/json",
            ["data"] = new JsonObject { ["nonce"] = id },
        };
        var address = new Uri(options.PublisherUrl, $"/v1/apps/{options.App}/channels/{channel}/events");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        request.Content = new StringContent(published.ToJsonString(), Encoding.UTF8, "application/cloudevents+json");
        using var response = await http.SendAsync(request, stopping);
        var body = await response.Content.ReadAsStringAsync(stopping);
        if (!response.IsSuccessStatusCode)
            throw new SelfTestFailure($"publishing to {address} was answered with HTTP {(int)response.StatusCode}: {body}");
        Console.WriteLine($"published: HTTP {(int)response.StatusCode} {body}");
    }
}
