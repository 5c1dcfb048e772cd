using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Strangers.Attacks;

/// <summary>A TCP connection, byte by byte.</summary>
internal sealed class Wire : IDisposable
{
    private const int Text = 1;

    // A mask of zeros leaves the payload as it is, and costs the attacker nothing.
    private const int MaskedHeader = 14;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[4096];
    private readonly Uri _address;

    private Wire(Uri address) => _address = address;

    public static async Task<Wire> ConnectAsync(Uri address, CancellationToken stop)
    {
        var wire = new Wire(address);
        await wire._socket.ConnectAsync(address.Host, address.Port, stop);
        return wire;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes, stop)..];
    }

    public Task SendAsync(string text, CancellationToken stop) => SendAsync(Encoding.ASCII.GetBytes(text), stop);

    /// <summary>Asks for the upgrade and reads the answer, or what comes first of it.</summary>
    public async Task UpgradeAsync(string app, CancellationToken stop, string headers = "")
    {
        await SendAsync(
            $"GET /v1/apps/{app}/ws HTTP/1.1\r\nHost: {_address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Protocol: gateway.v1.json\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n",
            stop);
        await ReadAsync(stop);
    }

    /// <summary>Reads something; fails at the end of the connection.</summary>
    public async Task<int> ReadAsync(CancellationToken stop) =>
        await _socket.ReceiveAsync(_answer, stop) is > 0 and var read ? read : throw new IOException("The connection was ended.");

    /// <summary>Reads until the connection ends.</summary>
    public async Task ReadToEndAsync(CancellationToken stop)
    {
        while (await _socket.ReceiveAsync(_answer, stop) > 0)
        {
        }
    }

    public Task SendFrameAsync(ReadOnlyMemory<byte> payload, CancellationToken stop, bool isDeflated = false) => SendAsync(Frame(payload.Span, isDeflated), stop);

    public Task SendFrameAsync(string payload, CancellationToken stop) => SendFrameAsync(Encoding.UTF8.GetBytes(payload), stop);

    /// <summary>A masked frame of text.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> payload, bool isDeflated = false)
    {
        var frame = new byte[MaskedHeader + payload.Length];
        (frame[0], frame[1]) = ((byte)(0x80 | Text | (isDeflated ? 0x40 : 0)), 0x80 | 127);
        for (var i = 0; i < sizeof(long); i++) frame[2 + i] = (byte)((long)payload.Length >> (56 - (8 * i)));
        payload.CopyTo(frame.AsSpan(MaskedHeader));
        return frame;
    }

    public void Dispose() => _socket.Dispose();
}
