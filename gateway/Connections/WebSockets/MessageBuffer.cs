namespace Gateway.Connections.WebSockets;

/// <summary>A message being put together, in a pooled array that grows with the bytes that have arrived, not with those announced.</summary>
internal sealed class MessageBuffer(int maxBytes)
{
    private const int FirstBytes = 512;

    private PooledBytes _bytes = new(FirstBytes);

    /// <summary>The greatest message, in bytes.</summary>
    public int MaxBytes { get; set; } = maxBytes;

    /// <summary>Whether a message was begun and not finished.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Begins a message or goes on with it, by a frame of this length.</summary>
    /// <exception cref="WebSocketFault">The message is over the limit.</exception>
    public void Open(long frameLength)
    {
        if (frameLength > MaxBytes - _bytes.Length) throw WebSocketFault.TooBig();
        IsOpen = true;
    }

    /// <summary>Room for the next bytes.</summary>
    public Span<byte> Reserve(int count)
    {
        var room = _bytes.Room(count, MaxBytes).Span[..count];
        _bytes.Advance(count);
        return room;
    }

    /// <summary>Ends the message; its bytes are good until <see cref="ReleaseIfComplete"/>.</summary>
    public ReadOnlyMemory<byte> Close()
    {
        IsOpen = false;
        return _bytes.Written;
    }

    /// <summary>Gives the memory of a finished message back.</summary>
    public void ReleaseIfComplete()
    {
        if (!IsOpen) Release();
    }

    /// <summary>Gives the memory back.</summary>
    public void Release() => _bytes.Release();
}
