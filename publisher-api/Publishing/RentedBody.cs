using System.Buffers;

namespace Gateway.PublisherApi.Publishing;

/// <summary>
/// A request body in memory that is used again. A batch is so large that each would be collected with all that is old. After <see cref="Dispose"/> nothing may
/// look at it.
/// </summary>
internal sealed class RentedBody : IDisposable
{
    private byte[]? _rented;

    private RentedBody(byte[] rented, int length) => (_rented, Bytes) = (rented, rented.AsMemory(0, length));

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public static RentedBody CopyOf(ReadOnlySequence<byte> body)
    {
        var length = (int)body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(rented);
        return new RentedBody(rented, length);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented) ArrayPool<byte>.Shared.Return(rented);
    }
}
