using Gateway.Shared.Channels;

namespace Gateway.Channels;

/// <summary>
/// For every channel of a partition, also those in which nobody has interest, an offset that is not before its last record: so
/// that "nothing new since" is answered without reading the log. Of a fixed size: channels that share a slot share an answer,
/// which may be too late and is never too early.
/// </summary>
internal sealed class LastOffsets
{
    private const int Slots = 1 << 12;

    private readonly long[] _offsets = new long[Slots];

    public LastOffsets() => Array.Fill(_offsets, -1);

    /// <summary>Notes a record.</summary>
    public void Note(ReadOnlySpan<byte> channel, long offset) => _offsets[SlotOf(channel)] = offset;

    /// <summary>The last record of the channel lies at this offset or before it; -1 if none was noted.</summary>
    public long Of(ReadOnlySpan<byte> channel) => _offsets[SlotOf(channel)];

    private static int SlotOf(ReadOnlySpan<byte> channel) => Utf8Comparer.Instance.GetHashCode(channel) & (Slots - 1);
}
