using System.Buffers;

namespace Gateway.Channels;

/// <summary>An output that can also send bytes from where they lie, without a copy of its own.</summary>
internal interface IDirectOutput : IBufferWriter<byte>
{
    /// <summary>Whether nothing that was written waits for a flush, so that <see cref="TrySend"/> sends.</summary>
    bool IsFlushed { get; }

    /// <summary>
    /// Sends of the pieces, with one call, what can be sent at once; false, and nothing is sent, while bytes that were written before wait for a flush.
    /// After fewer than all were sent it is full: what must not be torn is written, and flushed, as usual.
    /// </summary>
    bool TrySend(List<ArraySegment<byte>> pieces, out int sent);
}
