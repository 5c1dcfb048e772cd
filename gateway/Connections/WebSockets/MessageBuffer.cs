using System.Buffers;

namespace Gateway.Connections.WebSockets;

/// <summary>A message being put together, in a pooled array that grows with the bytes that have arrived, not with those announced.</summary>
internal sealed class MessageBuffer(int maxBytes)
{
    private const int FirstBytes = 512;

    private byte[]? _bytes;
    private int _length;

    /// <summary>Whether a message was begun and not finished.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Begins a message or goes on with it, by a frame of this length.</summary>
    /// <exception cref="WebSocketFault">The message is over the limit.</exception>
    public void Open(long frameLength)
    {
        if (frameLength > maxBytes - _length) throw WebSocketFault.TooBig();
        IsOpen = true;
    }

    /// <summary>Room for the next bytes.</summary>
    public Span<byte> Reserve(int count)
    {
        Grow(_length + count);
        var room = _bytes.AsSpan(_length, count);
        _length += count;
        return room;
    }

    /// <summary>Ends the message; its bytes are good until <see cref="ReleaseIfComplete"/>.</summary>
    public ReadOnlyMemory<byte> Close()
    {
        IsOpen = false;
        return _bytes.AsMemory(0, _length);
    }

    /// <summary>Gives the memory of a finished message back.</summary>
    public void ReleaseIfComplete()
    {
        if (!IsOpen) Release();
    }

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
        _length = 0;
    }

    private void Grow(int needed)
    {
        if (_bytes is not null && needed <= _bytes.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstBytes, 2 * _length)));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
