using System.Buffers;

namespace Gateway.Connections.WebSockets;

/// <summary>Bytes gathered in a pooled array that grows with them; none is held before the first and after <see cref="Release"/>. To be kept in a field, never copied.</summary>
/// <param name="firstBytes">The least array, in bytes.</param>
internal struct PooledBytes(int firstBytes)
{
    // As much as one write to a socket takes: what does not fit into the first array is mostly of this size.
    private const int SecondBytes = 64 << 10;

    private byte[]? _array;

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>The memory that is held for them, in bytes.</summary>
    public readonly int Capacity => _array?.Length ?? 0;

    /// <summary>All of them, good until the next call of <see cref="Room"/> or <see cref="Release"/>.</summary>
    public readonly Memory<byte> Written => _array.AsMemory(0, Length);

    /// <summary>Room for more, of at least this many bytes; what is used of it is told by <see cref="Advance"/>.</summary>
    /// <param name="atLeast">How many bytes are to fit.</param>
    /// <param name="most">How many there will be at most: nothing is held for more.</param>
    public Memory<byte> Room(int atLeast, int most = int.MaxValue)
    {
        if (_array is null || atLeast > _array.Length - Length) Grow(Length + atLeast, most);
        return _array.AsMemory(Length);
    }

    /// <summary>Takes so many bytes of the room as written.</summary>
    public void Advance(int bytes) => Length += bytes;

    /// <summary>Gives the array back; there are no bytes then.</summary>
    public void Release()
    {
        if (_array is not null) ArrayPool<byte>.Shared.Return(_array);
        _array = null;
        Length = 0;
    }

    private void Grow(int needed, int most)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Least(most)));
        Written.Span.CopyTo(larger);
        if (_array is not null) ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }

    // What may become large grows by a large step, what cannot by doubling.
    private readonly int Least(int most) =>
        _array is null ? firstBytes : Math.Max(most < SecondBytes ? 0 : SecondBytes, (int)Math.Min(most, 2L * Length));
}
