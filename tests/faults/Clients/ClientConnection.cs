using System.Buffers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;

namespace Gateway.Tests.Faults.Clients;

/// <summary>One WebSocket of a client.</summary>
internal sealed class ClientConnection : IDisposable
{
    private const int PieceBytes = 16 << 10;
    private const int SocketBufferBytes = 8 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Small buffers, so that a client that does not read is soon felt by the gateway.
    private static readonly HttpMessageInvoker Opener = new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = SocketBufferBytes };
            await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private readonly ClientWebSocket _socket = new();
    private readonly ArrayBufferWriter<byte> _message = new();
    private readonly SemaphoreSlim _sending = new(1);
    private long _lastId;

    public ClientConnection()
    {
        _socket.Options.AddSubProtocol("gateway.v1.json");
        // A gateway that is silent for so long is gone.
        _socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(8);
        _socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(12);
    }

    /// <summary>Opens it.</summary>
    /// <exception cref="WebSocketException">It was refused or reset.</exception>
    /// <exception cref="OperationCanceledException">Nobody answered in time.</exception>
    public async Task OpenAsync(int port, string app)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/v1/apps/{app}/ws"), Opener, deadline.Token);
    }

    /// <summary>Sends a command.</summary>
    public async Task SendAsync(string command, object content)
    {
        await _sending.WaitAsync();
        try
        {
            var message = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["id"] = ++_lastId, [command] = content });
            using var deadline = new CancellationTokenSource(Patience);
            await _socket.SendAsync(message, WebSocketMessageType.Text, true, deadline.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next message, to be disposed of; null when the gateway has closed the connection.</summary>
    public async Task<JsonDocument?> ReceiveAsync()
    {
        _message.ResetWrittenCount();
        while (true)
        {
            var piece = await _socket.ReceiveAsync(_message.GetMemory(PieceBytes), CancellationToken.None);
            if (piece.MessageType is WebSocketMessageType.Close) return null;
            _message.Advance(piece.Count);
            if (piece.EndOfMessage) return JsonDocument.Parse(_message.WrittenMemory);
        }
    }

    /// <summary>Answers the gateway's close frame.</summary>
    public async Task FinishAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        if (_socket.State is WebSocketState.CloseReceived) await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
    }

    /// <summary>Ends it without a word.</summary>
    public void Abort() => _socket.Abort();

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }
}
