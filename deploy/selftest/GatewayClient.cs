using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.SelfTest;

/// <summary>Just enough of <c>gateway.v1.json</c> (docs/protocol.md) to connect, subscribe and receive.</summary>
internal sealed class GatewayClient : IDisposable
{
    private const string Subprotocol = "gateway.v1.json";
    private const int MaxMessageBytes = 1 << 20;

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[MaxMessageBytes];
    private int _id;

    public async Task OpenAsync(Uri address, CancellationToken stopping)
    {
        _socket.Options.AddSubProtocol(Subprotocol);
        await _socket.ConnectAsync(address, stopping);
        if (_socket.SubProtocol != Subprotocol) throw new SelfTestFailure($"the gateway chose the subprotocol '{_socket.SubProtocol}'");
    }

    /// <summary>Sends a command and waits for its reply. Pushes before the reply are not expected by this test and are skipped.</summary>
    public async Task<JsonObject> CommandAsync(string name, JsonObject content, CancellationToken stopping)
    {
        var id = ++_id;
        var frame = new JsonObject { ["id"] = id, [name] = content };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame), WebSocketMessageType.Text, endOfMessage: true, stopping);
        while (true)
        {
            var message = await ReceiveAsync(stopping);
            if (message["id"] is not JsonValue answered || !answered.TryGetValue(out int answeredId) || answeredId != id) continue;
            return message[name] as JsonObject ?? throw new SelfTestFailure($"{name} was answered with {message.ToJsonString()}");
        }
    }

    /// <summary>The next event.</summary>
    public async Task<JsonObject> EventAsync(CancellationToken stopping)
    {
        while (true)
        {
            var message = await ReceiveAsync(stopping);
            if (message["event"] is JsonObject received) return received;
            if (message["gap"] is not null || message["closing"] is not null) throw new SelfTestFailure(message.ToJsonString());
        }
    }

    public Task CloseAsync(CancellationToken stopping) => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, stopping);

    public void Dispose() => _socket.Dispose();

    private async Task<JsonObject> ReceiveAsync(CancellationToken stopping)
    {
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), stopping);
            if (part.MessageType is WebSocketMessageType.Close)
                throw new SelfTestFailure($"the gateway closed with {(int?)_socket.CloseStatus} {_socket.CloseStatusDescription}");
            length += part.Count;
            if (part.EndOfMessage) break;
            if (length == _buffer.Length) throw new SelfTestFailure($"a message is longer than {MaxMessageBytes} bytes");
        }
        return JsonNode.Parse(_buffer.AsSpan(0, length)) as JsonObject ?? throw new SelfTestFailure("a message is no JSON object");
    }
}
