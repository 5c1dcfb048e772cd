using System.Buffers;
using System.Buffers.Binary;
using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Unit.Connections;

/// <summary>Frames as a client sends and reads them (RFC 6455, 5.2), written apart from the code under test.</summary>
internal static class Wire
{
    /// <summary>A client's frame; <paramref name="first"/> is the whole first byte: FIN, reserved bits and opcode.</summary>
    public static byte[] Masked(int first, ReadOnlySpan<byte> payload, uint mask = 0x8f1b2c3d)
    {
        Span<byte> key = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(key, mask);
        byte[] frame = [.. Head(first, 0x80, payload.Length), .. key, .. payload];
        for (var i = 0; i < payload.Length; i++) frame[frame.Length - payload.Length + i] ^= key[i & 3];
        return frame;
    }

    /// <summary>First byte, mask bit and the shortest form of the length.</summary>
    public static byte[] Head(int first, int maskBit, long length)
    {
        if (length < 126) return [(byte)first, (byte)(maskBit | (int)length)];
        byte[] head = length <= 0xffff ? [(byte)first, (byte)(maskBit | 126), 0, 0] : [(byte)first, (byte)(maskBit | 127), 0, 0, 0, 0, 0, 0, 0, 0];
        for (int i = head.Length - 1, shift = 0; i >= 2; i--, shift += 8) head[i] = (byte)(length >> shift);
        return head;
    }

    /// <summary>Takes the server's next frame off the buffer: whole, final and unmasked.</summary>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, out Opcode opcode, out byte[] payload)
    {
        (opcode, payload) = (default, []);
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out var first) || !reader.TryRead(out var second)) return false;
        if ((first & 0xf0) != 0x80 || (second & 0x80) != 0) throw new InvalidDataException($"A server's frame does not start with {first:x2} {second:x2}.");
        var length = (long)second;
        var more = second switch { 126 => 2, 127 => 8, _ => 0 };
        if (more > 0) length = 0;
        for (; more > 0; more--)
        {
            if (!reader.TryRead(out var part)) return false;
            length = (length << 8) | part;
        }
        if (reader.Remaining < length) return false;
        opcode = (Opcode)(first & 0xf);
        payload = reader.UnreadSequence.Slice(0, length).ToArray();
        buffer = buffer.Slice(reader.Position).Slice(length);
        return true;
    }
}
