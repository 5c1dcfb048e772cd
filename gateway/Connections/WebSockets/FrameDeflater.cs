using System.IO.Compression;

namespace Gateway.Connections.WebSockets;

/// <summary>
/// Makes of a frame its compressed form (RFC 7692, 7.2.1), which is the same for all clients that agreed on <see cref="Deflation"/>. By one
/// thread at a time.
/// </summary>
internal sealed class FrameDeflater
{
    // An empty block without compression, with which a flush ends: the receiver adds it again.
    private const int CutBytes = 4;

    private readonly MemoryStream _output = new(1024);

    /// <summary>The compressed frame, good until the next call; empty if it would not be smaller.</summary>
    public ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> frame)
    {
        var opcode = (Opcode)(frame[0] & 0x0f);
        var payload = Compress(frame[FrameHeader.LengthOf(frame)..]);
        var header = FrameHeader.LengthFor(payload);
        if (payload <= 0 || header + payload >= frame.Length) return default;
        var deflated = _output.GetBuffer().AsSpan(FrameHeader.MaxLength - header, header + payload);
        FrameHeader.Write(deflated, opcode, payload);
        deflated[0] |= FrameHeader.Compressed;
        return deflated;
    }

    // How long it is, after room for the longest header.
    private int Compress(ReadOnlySpan<byte> payload)
    {
        _output.SetLength(FrameHeader.MaxLength);
        _output.Position = FrameHeader.MaxLength;
        using var deflating = new DeflateStream(_output, CompressionLevel.Fastest, leaveOpen: true);
        deflating.Write(payload);
        deflating.Flush();
        return (int)_output.Length - FrameHeader.MaxLength - CutBytes;
    }
}
