using System.Buffers;
using System.IO.Compression;

namespace Gateway.Connections.WebSockets;

/// <summary>
/// Inflates a client's messages (RFC 7692, 7.2.2), each by itself: nothing is held between two messages. What they inflate to is
/// bounded as it arises, so a small message that stands for a huge one costs no more than the greatest that is allowed.
/// </summary>
/// <param name="maxBytes">The greatest inflated message, in bytes.</param>
internal sealed class MessageInflater(int maxBytes)
{
    private const int FirstBytes = 512;
    private const int UsualRatio = 4;

    private byte[]? _bytes;

    /// <summary>The message, good until <see cref="Release"/>.</summary>
    /// <exception cref="WebSocketFault">It is over the limit, or was not compressed as the RFC says.</exception>
    public ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> deflated)
    {
        // Senders should write a byte for nothing (7.2.3.6); nothing is clear too.
        if (deflated.IsEmpty) return default;
        using var input = new DeflatedInput(deflated);
        using var inflating = new DeflateStream(input, CompressionMode.Decompress, leaveOpen: true);
        var length = ReadAll(inflating, (int)Math.Min(maxBytes, Math.Max(FirstBytes, (long)UsualRatio * deflated.Length)));
        if (!input.IsWhole) throw Corrupt();
        return _bytes.AsMemory(0, length);
    }

    /// <summary>Gives the memory of the message back.</summary>
    public void Release()
    {
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
    }

    private int ReadAll(DeflateStream inflating, int expected)
    {
        var length = 0;
        _bytes = ArrayPool<byte>.Shared.Rent(expected);
        while (Read(inflating, length) is > 0 and var read)
        {
            length += read;
            if (length > maxBytes) throw WebSocketFault.TooBig();
            if (length == _bytes.Length) Grow(length);
        }
        return length;
    }

    private int Read(DeflateStream inflating, int length)
    {
        try
        {
            return inflating.Read(_bytes.AsSpan(length));
        }
        catch (InvalidDataException)
        {
            throw Corrupt();
        }
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * length);
        _bytes.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes!);
        _bytes = larger;
    }

    private static WebSocketFault Corrupt() => WebSocketFault.Protocol("A compressed message inflates as RFC 7692 says.");
}
