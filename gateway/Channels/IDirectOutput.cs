using System.Buffers;

namespace Gateway.Channels;

/// <summary>An output that can also send bytes from where they lie, without a copy of its own.</summary>
internal interface IDirectOutput : IBufferWriter<byte>
{
    /// <summary>Whether nothing that was written waits for a flush: only then may be sent.</summary>
    bool IsFlushed { get; }

    /// <summary>
    /// Sends of the pieces, with one call, what can be sent at once; returns how many bytes that was. After fewer than all it is full: what must
    /// not be torn is written, and flushed, as usual.
    /// </summary>
    int Send(List<ArraySegment<byte>> pieces);

    /// <summary>Does the same with a stretch of a file; false, and nothing is sent, if it cannot.</summary>
    bool TrySend(in FileRange range, out int sent);
}
