using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Integration.PublisherApi.Publishing;

/// <summary>Sends batches.</summary>
internal static class Batches
{
    internal const string ToNamedChannels = "/v1/apps/demo/events";
    internal const string ToOrders = "/v1/apps/demo/channels/orders.1/events";

    internal static Task<(HttpStatusCode Status, JsonElement Reply, HttpResponseMessage Response)> SendBatchAsync(this PublisherApiHost api, string path, params object[] events) =>
        api.SendBatchAsync(path, JsonSerializer.Serialize(events));

    internal static async Task<(HttpStatusCode Status, JsonElement Reply, HttpResponseMessage Response)> SendBatchAsync(
        this PublisherApiHost api, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/cloudevents-batch+json") };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        var response = await api.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(), response);
    }

    internal static int Code(this JsonElement problem) => problem.GetProperty("code").GetInt32();

    internal static List<JsonElement> Events(this JsonElement reply) => [.. reply.GetProperty("events").EnumerateArray()];

    internal static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
