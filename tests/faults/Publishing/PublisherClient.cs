using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Gateway.Tests.Faults.Cluster;
using Gateway.Tests.Faults.Network;

namespace Gateway.Tests.Faults.Publishing;

/// <summary>Sends an event to one of the publisher nodes, once.</summary>
internal sealed class PublisherClient : IDisposable
{
    // Less than a publisher node waits for Kafka: what it takes after that is taken twice.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = Patience }) { Timeout = Patience };
    private readonly IReadOnlyList<Uri> _nodes;

    public PublisherClient(IReadOnlyList<Link> links)
    {
        _nodes = [.. links.Select(link => new Uri($"http://127.0.0.1:{link.Proxy.Port}"))];
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", Site.Authorization);
    }

    /// <summary>How many nodes there are.</summary>
    public int Nodes => _nodes.Count;

    /// <summary>The position that was answered; null if nobody can say whether the event was taken: it is then sent again.</summary>
    /// <exception cref="InvalidOperationException">The event was refused for good.</exception>
    public async Task<string?> TryAsync(int node, string app, string channel, string id, string source, byte[] data)
    {
        try
        {
            using var request = Request(node, app, channel, id, source, data);
            using var answer = await _http.SendAsync(request);
            var body = await answer.Content.ReadAsByteArrayAsync();
            if (answer.IsSuccessStatusCode) return JsonDocument.Parse(body).RootElement.GetProperty("position").GetString();
            if (answer.StatusCode >= HttpStatusCode.InternalServerError) return null;
            throw new InvalidOperationException($"Event {id} of {app}/{channel} was refused: {answer.StatusCode}");
        }
        catch (Exception unclear) when (unclear is HttpRequestException or TaskCanceledException or IOException or SocketException or JsonException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(int node, string app, string channel, string id, string source, byte[] data)
    {
        var content = new ByteArrayContent(data);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_nodes[node], $"/v1/apps/{app}/channels/{channel}/events")) { Content = content };
        request.Headers.Add("ce-specversion", "1.0");
        request.Headers.Add("ce-id", id);
        request.Headers.Add("ce-source", source);
        request.Headers.Add("ce-type", "order.changed");
        return request;
    }
}
