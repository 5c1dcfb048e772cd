using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Client;

/// <summary>
/// A client of gateway.v1.json that reads only when it is asked for something: what it passes over while it looks for a reply is
/// kept, in order, so a client that is not asked is a slow client.
/// </summary>
internal sealed class TestClient : IAsyncDisposable
{
    private const int PieceBytes = 64 << 10;

    private readonly ClientWebSocket _socket = new();
    private readonly ArrayBufferWriter<byte> _message = new();
    private readonly Queue<JsonElement> _passedOver = new();

    private TestClient()
    {
        _socket.Options.AddSubProtocol("gateway.v1.json");
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
    }

    /// <summary>The id of the last command.</summary>
    public long LastId { get; private set; }

    /// <summary>Opens a socket; nothing is sent.</summary>
    public static async Task<TestClient> OpenAsync(Uri address, string app = "demo", string? tokenInHeader = null, WebSocketDeflateOptions? deflate = null)
    {
        var client = new TestClient();
        client._socket.Options.DangerousDeflateOptions = deflate;
        if (tokenInHeader is not null) client._socket.Options.AddSubProtocol($"gateway.token.{tokenInHeader}");
        var url = new UriBuilder(address) { Scheme = "ws", Path = $"/v1/apps/{app}/ws" }.Uri;
        await client._socket.ConnectAsync(url, CancellationToken.None).WaitAsync(Within.Limit);
        return client;
    }

    /// <summary>Opens a socket and connects.</summary>
    public static async Task<TestClient> ConnectAsync(Uri address, string? token = null)
    {
        var client = await OpenAsync(address);
        await client.AskAsync("connect", new { token = token ?? Tokens.Demo() });
        return client;
    }

    /// <summary>Sends a command and reads up to its reply, which must not be an error: the content.</summary>
    public async Task<JsonElement> AskAsync(string command, object content)
    {
        var reply = await ReplyAsync(await SendAsync(command, content));
        return reply.TryGetProperty(command, out var result) ? result : throw new InvalidOperationException($"{command}: {reply}");
    }

    /// <summary>Sends a command and reads up to its reply, which must be an error: its code.</summary>
    public async Task<int> RefusalAsync(string command, object content) =>
        CodeOf(await ReplyAsync(await SendAsync(command, content)));

    /// <summary>The code of an error reply.</summary>
    public static int CodeOf(JsonElement reply) => reply.GetProperty("error").GetProperty("code").GetInt32();

    /// <summary>Sends a command; its id.</summary>
    public async Task<long> SendAsync(string command, object content)
    {
        await SendTextAsync(JsonSerializer.Serialize(new Dictionary<string, object> { ["id"] = ++LastId, [command] = content }));
        return LastId;
    }

    /// <summary>Sends a message as it is.</summary>
    public Task SendTextAsync(string message, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message), type, true, CancellationToken.None).WaitAsync(Within.Limit);

    /// <summary>Reads up to the reply; null is the one without a usable id.</summary>
    public Task<JsonElement> ReplyAsync(long? id) => FindAsync(frame =>
        frame.TryGetProperty("id", out var value) && (id is null ? value.ValueKind is JsonValueKind.Null : value.ValueKind is JsonValueKind.Number && value.GetInt64() == id));

    /// <summary>The next push. Replies are passed over.</summary>
    public Task<JsonElement> NextPushAsync() => FindAsync(frame => !frame.TryGetProperty("id", out _));

    /// <summary>The next push, which must be of this kind: its content. Replies are passed over.</summary>
    public async Task<JsonElement> PushAsync(string kind)
    {
        var push = await FindAsync(frame => !frame.TryGetProperty("id", out _));
        return push.TryGetProperty(kind, out var content) ? content : throw new InvalidOperationException($"Instead of {kind}: {push}");
    }

    /// <summary>The next frame of whatever kind; null is the end of the connection.</summary>
    public async Task<JsonElement?> ReadAsync() => _passedOver.TryDequeue(out var frame) ? frame : await ReceiveAsync();

    /// <summary>Reads to the end of the connection: the close code.</summary>
    public async Task<int> CloseCodeAsync()
    {
        while (await ReceiveAsync() is { } frame) _passedOver.Enqueue(frame);
        return (int)_socket.CloseStatus!;
    }

    /// <summary>Cuts the connection without a closing handshake.</summary>
    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonElement> FindAsync(Predicate<JsonElement> wanted)
    {
        for (var left = _passedOver.Count; left > 0; left--)
        {
            // Goes once around: the order of the others stays.
            var passed = _passedOver.Dequeue();
            if (wanted(passed) && Rotate(left - 1)) return passed;
            _passedOver.Enqueue(passed);
        }
        while (await ReceiveAsync() is { } frame)
        {
            if (wanted(frame)) return frame;
            _passedOver.Enqueue(frame);
        }
        throw new InvalidOperationException($"The connection was closed with {(int?)_socket.CloseStatus}.");
    }

    private bool Rotate(int count)
    {
        for (; count > 0; count--) _passedOver.Enqueue(_passedOver.Dequeue());
        return true;
    }

    private async Task<JsonElement?> ReceiveAsync()
    {
        using var deadline = new CancellationTokenSource(Within.Limit);
        _message.ResetWrittenCount();
        while (true)
        {
            var piece = await _socket.ReceiveAsync(_message.GetMemory(PieceBytes), deadline.Token);
            if (piece.MessageType is WebSocketMessageType.Close) return await FinishAsync();
            _message.Advance(piece.Count);
            if (!piece.EndOfMessage) continue;
            if (piece.MessageType is not WebSocketMessageType.Text) throw new InvalidOperationException("The gateway sends text only.");
            using var document = JsonDocument.Parse(_message.WrittenMemory);
            return document.RootElement.Clone();
        }
    }

    private async Task<JsonElement?> FinishAsync()
    {
        if (_socket.State is WebSocketState.CloseReceived)
            await _socket.CloseOutputAsync(_socket.CloseStatus!.Value, null, CancellationToken.None).WaitAsync(Within.Limit);
        return null;
    }
}
