using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Gateway.Connections.WebSockets;

/// <summary>The header of a client's frame (RFC 6455, 5.2), checked as it is read.</summary>
internal readonly record struct ClientFrame(bool Fin, Opcode Opcode, long Length, uint Mask, bool IsDeflated = false)
{
    /// <summary>The longest payload of a control frame (RFC 6455, 5.5), in bytes.</summary>
    public const int MaxControlBytes = 125;

    private const int MaxHeader = 14;
    private const int MaskLength = 4;
    private const byte ReservedBits = 0x70;

    /// <summary>Whether it is a close, ping or pong.</summary>
    public bool IsControl => Opcode >= Opcode.Close;

    /// <summary>Reads a header and moves the buffer past it; false if it is not there as a whole yet.</summary>
    /// <param name="mayDeflate">Whether <see cref="Deflation"/> was agreed.</param>
    /// <exception cref="WebSocketFault">It breaks the protocol.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out ClientFrame frame, bool mayDeflate = false)
    {
        frame = default;
        Span<byte> header = stackalloc byte[MaxHeader];
        var available = (int)Math.Min(MaxHeader, buffer.Length);
        if (available < 2) return false;
        buffer.Slice(0, available).CopyTo(header);
        CheckFlags(header[0], header[1], mayDeflate);
        var lengthBytes = (header[1] & 0x7f) switch { 126 => sizeof(ushort), 127 => sizeof(ulong), _ => 0 };
        var headerLength = 2 + lengthBytes + MaskLength;
        if (available < headerLength) return false;
        frame = new ClientFrame(
            (header[0] & 0x80) != 0,
            (Opcode)(header[0] & 0x0f),
            ReadLength(header[1..], lengthBytes),
            MemoryMarshal.Read<uint>(header[(headerLength - MaskLength)..]),
            (header[0] & FrameHeader.Compressed) != 0);
        frame.Check();
        buffer = buffer.Slice(headerLength);
        return true;
    }

    /// <summary>Unmasks bytes that lie <paramref name="offset"/> bytes into the payload (RFC 6455, 5.3). Both spans may be the same.</summary>
    public void Unmask(ReadOnlySpan<byte> source, Span<byte> destination, long offset)
    {
        var key = BitOperations.RotateRight(Mask, 8 * (int)(offset & 3));
        var wide = key | ((ulong)key << 32);
        for (; source.Length >= sizeof(ulong); source = source[sizeof(ulong)..], destination = destination[sizeof(ulong)..])
            MemoryMarshal.Write(destination, MemoryMarshal.Read<ulong>(source) ^ wide);
        for (var i = 0; i < source.Length; i++) destination[i] = (byte)(source[i] ^ (byte)(key >> (8 * (i & 3))));
    }

    private static void CheckFlags(byte first, byte second, bool mayDeflate)
    {
        // A message is marked as compressed in its first frame, and only there.
        var allowed = mayDeflate && (Opcode)(first & 0x0f) is Opcode.Text or Opcode.Binary ? FrameHeader.Compressed : 0;
        if ((first & ReservedBits & ~allowed) != 0) throw WebSocketFault.Protocol("The frame has reserved bits that were not negotiated for it.");
        if ((second & 0x80) == 0) throw WebSocketFault.Protocol("A client masks its frames.");
        if ((first & 0x0f) is (> 0x2 and < 0x8) or > 0xA) throw WebSocketFault.Protocol("The opcode is not known.");
    }

    private static long ReadLength(ReadOnlySpan<byte> header, int lengthBytes) => lengthBytes switch
    {
        0 => header[0] & 0x7f,
        sizeof(ushort) => BinaryPrimitives.ReadUInt16BigEndian(header[1..]),
        _ => BinaryPrimitives.ReadInt64BigEndian(header[1..]),
    };

    private void Check()
    {
        if (Length < 0) throw WebSocketFault.Protocol("A length has 63 bits.");
        if (IsControl && (!Fin || Length > MaxControlBytes)) throw WebSocketFault.Protocol("A control frame is whole and has up to 125 bytes.");
    }
}
