using System.IO.Compression;

namespace Gateway.Tests.Unit.Connections.WebSockets;

/// <summary>Payloads as RFC 7692 has them, written apart from the code under test.</summary>
internal static class Deflate
{
    public const int Rsv1 = 0x40;

    /// <summary>A message's payload; with <paramref name="isFinal"/> ended by a last block and a byte of padding (7.2.3.4).</summary>
    public static byte[] Message(ReadOnlySpan<byte> payload, bool isFinal = false, CompressionLevel level = CompressionLevel.Optimal)
    {
        // Of nothing DeflateStream makes nothing; an empty block stands for it (7.2.3.6).
        if (payload.IsEmpty && !isFinal) return [0];
        using var output = new MemoryStream();
        using (var deflating = new DeflateStream(output, level, leaveOpen: true))
        {
            deflating.Write(payload);
            if (!isFinal) deflating.Flush();
            if (!isFinal) return output.ToArray()[..^4];
        }
        return [.. output.ToArray(), 0];
    }

    /// <summary>What a payload stands for.</summary>
    public static byte[] Inflate(ReadOnlySpan<byte> payload)
    {
        using var inflating = new DeflateStream(new MemoryStream([.. payload, 0, 0, 0xff, 0xff]), CompressionMode.Decompress);
        using var output = new MemoryStream();
        inflating.CopyTo(output);
        return output.ToArray();
    }
}
