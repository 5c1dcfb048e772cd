using System.Buffers.Binary;
using System.Text;

namespace Gateway.Connections.WebSockets;

/// <summary>WebSocket opcodes (RFC 6455, 5.2).</summary>
internal enum Opcode : byte
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}

/// <summary>Writes the header of an unmasked, unfragmented frame, as a server sends it (RFC 6455, 5.2).</summary>
internal static class FrameHeader
{
    /// <summary>The longest header of a server's frame, in bytes.</summary>
    public const int MaxLength = 10;

    /// <summary>The bit of the first byte that marks a compressed message: RSV1 (RFC 7692, 6).</summary>
    public const byte Compressed = 0x40;

    private const byte Fin = 0x80;
    private const byte Length16 = 126;
    private const byte Length64 = 127;

    /// <summary>How long the header of a frame with this payload is, in bytes.</summary>
    public static int LengthFor(int payload) => payload < Length16 ? 2 : payload <= ushort.MaxValue ? 4 : MaxLength;

    /// <summary>How long the header of this frame is, in bytes.</summary>
    public static int LengthOf(ReadOnlySpan<byte> frame) => frame[1] switch { Length16 => 4, Length64 => MaxLength, _ => 2 };

    /// <summary>Writes the header; <paramref name="destination"/> has at least <see cref="LengthFor"/> bytes.</summary>
    public static void Write(Span<byte> destination, Opcode opcode, int payload)
    {
        destination[0] = (byte)(Fin | (byte)opcode);
        switch (LengthFor(payload))
        {
            case 2:
                destination[1] = (byte)payload;
                break;
            case 4:
                destination[1] = Length16;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload);
                break;
            default:
                destination[1] = Length64;
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payload);
                break;
        }
    }

    /// <summary>A whole frame.</summary>
    public static byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var header = LengthFor(payload.Length);
        var frame = new byte[header + payload.Length];
        Write(frame, opcode, payload.Length);
        payload.CopyTo(frame.AsSpan(header));
        return frame;
    }

    /// <summary>A close frame (RFC 6455, 5.5.1); without a code its payload is empty.</summary>
    /// <param name="code">The close code.</param>
    /// <param name="reason">Why, in ASCII; up to 123 characters.</param>
    public static byte[] Close(int? code, string reason = "")
    {
        if (code is not { } number) return Frame(Opcode.Close, []);
        Span<byte> payload = stackalloc byte[ClientFrame.MaxControlBytes];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)number);
        return Frame(Opcode.Close, payload[..(2 + Encoding.ASCII.GetBytes(reason, payload[2..]))]);
    }
}
