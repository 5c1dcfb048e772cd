using System.Net.Http.Headers;
using Gateway.Shared.Events;

namespace Gateway.Bench.Publishing;

/// <summary>
/// Through the publisher API, one request after the other: only so is the order of the events certain. The rate is therefore bounded by
/// the time of one answer; the report gives the rate that was reached.
/// </summary>
internal sealed class RestSink : IEventSink
{
    private readonly HttpClient _http;
    private readonly string _app;

    public RestSink(int port, string app, string key)
    {
        _app = app;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public long Refused { get; private set; }

    public void Send(Event sent)
    {
        using var request = RequestOf(sent);
        using var response = _http.Send(request);
        if (!response.IsSuccessStatusCode) Refused++;
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage RequestOf(Event sent)
    {
        var content = new ReadOnlyMemoryContent(sent.Data.GetValueOrDefault());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/apps/{_app}/channels/{sent.Channel}/events") { Content = content };
        request.Headers.Add("ce-id", sent.Id);
        request.Headers.Add("ce-source", sent.Source);
        request.Headers.Add("ce-type", sent.Type);
        request.Headers.Add("ce-time", sent.Time);
        request.Headers.Add("ce-specversion", "1.0");
        return request;
    }
}
