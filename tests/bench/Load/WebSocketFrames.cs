using System.Buffers.Binary;
using System.Text;

namespace Gateway.Bench.Load;

/// <summary>The little of RFC 6455 that a load client needs: whole unmasked frames in, small masked frames out.</summary>
internal static class WebSocketFrames
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    /// <summary>Takes the first frame off <paramref name="bytes"/>; false if it is not whole yet.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> bytes, out int opcode, out ReadOnlySpan<byte> payload)
    {
        opcode = 0;
        payload = default;
        if (!TryReadLength(bytes, out var header, out var length) || bytes.Length - header < length) return false;
        opcode = bytes[0] & 0xF;
        payload = bytes.Slice(header, (int)length);
        bytes = bytes[(header + (int)length)..];
        return true;
    }

    /// <summary>A frame from a client. The mask is zero, which is as good as any here and leaves the bytes as they are.</summary>
    public static byte[] FromClient(int opcode, ReadOnlySpan<byte> payload)
    {
        var extended = payload.Length > 125;
        var frame = new byte[(extended ? 8 : 6) + payload.Length];
        frame[0] = (byte)(0x80 | opcode);
        frame[1] = (byte)(0x80 | (extended ? 126 : payload.Length));
        if (extended) BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        payload.CopyTo(frame.AsSpan(frame.Length - payload.Length));
        return frame;
    }

    /// <summary>A text frame from a client.</summary>
    public static byte[] FromClient(string text) => FromClient(Text, Encoding.UTF8.GetBytes(text));

    /// <summary>The number and the reason of a close frame.</summary>
    public static string CloseOf(ReadOnlySpan<byte> payload) =>
        payload.Length < 2 ? "no code" : $"{BinaryPrimitives.ReadUInt16BigEndian(payload)} {Encoding.UTF8.GetString(payload[2..])}";

    private static bool TryReadLength(ReadOnlySpan<byte> bytes, out int header, out long length)
    {
        (header, length) = (2, 0);
        if (bytes.Length < 2) return false;
        length = bytes[1] & 0x7F;
        if (length < 126) return true;
        header = length == 126 ? 4 : 10;
        if (bytes.Length < header) return false;
        length = header == 4 ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) : BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        return true;
    }
}
