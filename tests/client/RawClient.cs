using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Client;

/// <summary>A WebSocket client byte by byte: it can break every rule, and answers no ping and no close by itself.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    public const int Text = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    private static readonly byte[] Mask = [0x37, 0xfa, 0x21, 0x3d];

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private Stream _stream = Stream.Null;

    /// <summary>Whether the last frame was marked as compressed (RFC 7692).</summary>
    public bool WasCompressed { get; private set; }

    /// <summary>Opens a connection and asks for the upgrade; the answer's head. It is no WebSocket unless that says 101.</summary>
    public static async Task<(RawClient Client, string Head)> AskAsync(Uri address, string app = "demo", string headers = "")
    {
        var client = new RawClient();
        await client._tcp.ConnectAsync(address.Host, address.Port).WaitAsync(Within.Limit);
        client._stream = new BufferedStream(client._tcp.GetStream(), 64 << 10);
        var request = $"GET /v1/apps/{app}/ws HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n";
        await client.SendAsync(Encoding.ASCII.GetBytes(request));
        return (client, await client.ReadHeadAsync());
    }

    /// <summary>Opens a WebSocket.</summary>
    public static async Task<RawClient> OpenAsync(Uri address, string headers = "")
    {
        var (client, head) = await AskAsync(address, headers: headers);
        return head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal) ? client : throw new InvalidOperationException(head);
    }

    /// <summary>Opens a WebSocket and connects.</summary>
    public static async Task<RawClient> ConnectAsync(Uri address)
    {
        var client = await OpenAsync(address);
        await client.SendAsync(Frame(Text, JsonSerializer.Serialize(new { id = 1, connect = new { token = Tokens.Demo() } })));
        var reply = await client.ReadJsonAsync();
        return reply.TryGetProperty("connect", out _) ? client : throw new InvalidOperationException($"{reply}");
    }

    /// <summary>A frame; masked and whole unless said otherwise.</summary>
    public static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, bool masked = true, bool final = true)
    {
        var header = new List<byte> { (byte)((final ? 0x80 : 0) | opcode) };
        var maskBit = masked ? 0x80 : 0;
        if (payload.Length < 126) header.Add((byte)(maskBit | payload.Length));
        else if (payload.Length <= ushort.MaxValue) header.AddRange([(byte)(maskBit | 126), (byte)(payload.Length >> 8), (byte)payload.Length]);
        else
        {
            header.Add((byte)(maskBit | 127));
            for (var shift = 56; shift >= 0; shift -= 8) header.Add((byte)((long)payload.Length >> shift));
        }
        if (masked) header.AddRange(Mask);
        byte[] frame = [.. header, .. payload];
        if (masked) for (var i = 0; i < payload.Length; i++) frame[header.Count + i] ^= Mask[i % Mask.Length];
        return frame;
    }

    /// <summary>A masked frame of text.</summary>
    public static byte[] Frame(int opcode, string payload) => Frame(opcode, Encoding.UTF8.GetBytes(payload));

    /// <summary>Sends bytes, in one segment if they fit into one.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        // Past the buffer, which may hold what was read.
        await _tcp.GetStream().WriteAsync(bytes).AsTask().WaitAsync(Within.Limit);
    }

    /// <summary>Reads a frame, which a server may neither mask nor split.</summary>
    public async Task<(int Opcode, byte[] Payload)> ReadFrameAsync()
    {
        var header = await ReadBytesAsync(2);
        if ((header[0] & 0x80) == 0 || (header[1] & 0x80) != 0) throw new InvalidOperationException("The frame is masked or split.");
        WasCompressed = (header[0] & 0x40) != 0;
        var length = header[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadBytesAsync(2)),
            127 => (int)BinaryPrimitives.ReadInt64BigEndian(await ReadBytesAsync(8)),
            var small => small,
        };
        return (header[0] & 0x0f, await ReadBytesAsync(length));
    }

    /// <summary>Reads the next frame of text at so many bytes a second; pings before it are answered.</summary>
    public async Task<byte[]> ReadSlowlyAsync(int bytesPerSecond)
    {
        while (true)
        {
            var header = await ReadBytesAsync(2);
            var length = header[1] switch
            {
                126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadBytesAsync(2)),
                127 => (int)BinaryPrimitives.ReadInt64BigEndian(await ReadBytesAsync(8)),
                var small => small,
            };
            var payload = new byte[length];
            for (var at = 0; at < length; at += bytesPerSecond / 10)
            {
                await _stream.ReadExactlyAsync(payload.AsMemory(at, Math.Min(bytesPerSecond / 10, length - at))).AsTask().WaitAsync(Within.Limit);
                await Task.Delay(100);
            }
            if ((header[0] & 0x0f) == Text) return payload;
            if ((header[0] & 0x0f) == Close) throw new InvalidOperationException($"Closed: {Encoding.UTF8.GetString(payload.AsSpan(2))}");
            await SendAsync(Frame(Pong, payload));
        }
    }

    /// <summary>Reads a frame, which must be JSON text.</summary>
    public async Task<JsonElement> ReadJsonAsync()
    {
        var (opcode, payload) = await ReadFrameAsync();
        if (opcode != Text) throw new InvalidOperationException($"Instead of text: opcode {opcode}.");
        using var document = JsonDocument.Parse(payload);
        return document.RootElement.Clone();
    }

    /// <summary>Reads up to the close frame: its code.</summary>
    public async Task<int> ReadCloseAsync()
    {
        while (true)
        {
            var (opcode, payload) = await ReadFrameAsync();
            if (opcode == Close) return BinaryPrimitives.ReadUInt16BigEndian(payload);
        }
    }

    /// <summary>Whether the server has ended the connection, after at most the rest of what it sent.</summary>
    public async Task EndAsync()
    {
        var rest = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(rest).AsTask().WaitAsync(Within.Limit) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset is an end too.
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await ReadBytesAsync(1))[0]);
        return head.ToString();
    }

    private async Task<byte[]> ReadBytesAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Within.Limit);
        return bytes;
    }
}
