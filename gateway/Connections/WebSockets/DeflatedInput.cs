namespace Gateway.Connections.WebSockets;

/// <summary>
/// A compressed message as a whole DEFLATE stream (RFC 1951): its payload, the four bytes that the sender cuts off (RFC 7692, 7.2.2), and an empty
/// last block, so that whoever inflates it comes to an end exactly when nothing is missing.
/// </summary>
/// <param name="payload">The message's payload.</param>
internal sealed class DeflatedInput(ReadOnlyMemory<byte> payload) : Stream
{
    private static readonly byte[] Tail = [0, 0, 0xff, 0xff, 1, 0, 0, 0xff, 0xff];

    private int _at;
    private bool _isMissed;

    /// <summary>
    /// To be asked at the end: whether the message was inflated to its last byte and lacked nothing. If it ends itself by a last block, as
    /// the RFC allows (7.2.3.4), a byte of padding may follow; more is not inflated, and so must not be there.
    /// </summary>
    public bool IsWhole => !_isMissed && _at >= payload.Length - 1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var piece = Next();
        // It is asked for more only by whoever has not come to the end.
        _isMissed |= piece.IsEmpty;
        var count = Math.Min(piece.Length, buffer.Length);
        piece[..count].CopyTo(buffer);
        _at += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // The last bytes one by one: what ends before them is then known not to have needed them.
    private ReadOnlySpan<byte> Next()
    {
        var left = payload.Span[Math.Min(_at, payload.Length)..];
        return left.Length switch
        {
            0 => Tail.AsSpan(_at - payload.Length),
            <= 2 => left[..1],
            _ => left[..^2],
        };
    }
}
