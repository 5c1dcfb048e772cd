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

    private PooledBytes _bytes = new(FirstBytes);

    /// <summary>The message, good until <see cref="Release"/>.</summary>
    /// <exception cref="WebSocketFault">It is over the limit, or was not compressed as the RFC says.</exception>
    public ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> deflated)
    {
        // Senders should write a byte for nothing (7.2.3.6); nothing is clear too.
        if (deflated.IsEmpty) return default;
        using var input = new DeflatedInput(deflated);
        using var inflating = new DeflateStream(input, CompressionMode.Decompress, leaveOpen: true);
        _bytes.Room((int)Math.Min(maxBytes, (long)UsualRatio * deflated.Length), maxBytes);
        ReadAll(inflating);
        if (!input.IsWhole) throw Corrupt();
        return _bytes.Written;
    }

    /// <summary>Gives the memory of the message back.</summary>
    public void Release() => _bytes.Release();

    private void ReadAll(DeflateStream inflating)
    {
        while (Read(inflating) is > 0 and var read)
        {
            _bytes.Advance(read);
            if (_bytes.Length > maxBytes) throw WebSocketFault.TooBig();
        }
    }

    private int Read(DeflateStream inflating)
    {
        try
        {
            // One byte more than may be, to know that there is one.
            var room = _bytes.Room(1, maxBytes + 1).Span;
            return inflating.Read(room[..Math.Min(room.Length, maxBytes + 1 - _bytes.Length)]);
        }
        catch (InvalidDataException)
        {
            throw Corrupt();
        }
    }

    private static WebSocketFault Corrupt() => WebSocketFault.Protocol("A compressed message inflates as RFC 7692 says.");
}
