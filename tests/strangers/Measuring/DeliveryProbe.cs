using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Gateway.Tests.Client;

namespace Gateway.Tests.Strangers.Measuring;

/// <summary>A client that is connected and subscribed, to which events are published at a steady rate: how long each takes, from the request to the socket.</summary>
internal sealed class DeliveryProbe(Site site) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly ClientWebSocket _socket = new();
    private readonly HttpClient _http = site.ClientOf(Site.Peaceful);
    private readonly byte[] _buffer = new byte[64 << 10];

    /// <summary>How long they took.</summary>
    public Latencies Taken { get; } = new();

    public async Task ConnectAsync(CancellationToken stop)
    {
        _socket.Options.AddSubProtocol("gateway.v1.json");
        await _socket.ConnectAsync(new UriBuilder(site.Gateway.Address) { Scheme = "ws", Path = $"/v1/apps/{Site.Peaceful}/ws" }.Uri, stop);
        await SendAsync(new { id = 1, connect = new { token = Tokens.Signed(Tokens.Claims(Site.Peaceful), Site.SecretOf(Site.Peaceful)) } }, stop);
        await ReceiveAsync(stop);
        await SendAsync(new { id = 2, subscribe = new { channels = new[] { "ticks" } } }, stop);
        await ReceiveAsync(stop);
    }

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(PublishAsync(stop), ReadAsync(stop));

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PublishAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        while (!stop.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            _ = PublishOneAsync();
        }
    }

    private async Task PublishOneAsync()
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync($"/v1/apps/{Site.Peaceful}/channels/ticks/events", Stopwatch.GetTimestamp());
            if (!answer.IsSuccessStatusCode) Taken.AddFailure();
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            Taken.AddFailure();
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var message = await ReceiveAsync(stop);
                if (message.TryGetProperty("event", out var content)) Taken.Add(Stopwatch.GetElapsedTime(content.GetProperty("data").GetInt64()));
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private Task SendAsync(object command, CancellationToken stop) =>
        _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, true, stop);

    private async Task<JsonElement> ReceiveAsync(CancellationToken stop)
    {
        var length = 0;
        while (true)
        {
            var piece = await _socket.ReceiveAsync(_buffer.AsMemory(length), stop);
            if (piece.MessageType is WebSocketMessageType.Close) throw new InvalidOperationException($"The connected client was closed with {(int?)_socket.CloseStatus}.");
            length += piece.Count;
            if (piece.EndOfMessage) return JsonSerializer.Deserialize<JsonElement>(_buffer.AsSpan(0, length));
        }
    }
}
