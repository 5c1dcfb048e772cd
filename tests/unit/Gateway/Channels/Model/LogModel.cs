using System.Runtime.CompilerServices;

namespace Gateway.Tests.Unit.Channels.Model;

/// <summary>The model: the list of all records of the log. What a subscription must get follows from it alone.</summary>
internal sealed class LogModel
{
    public readonly record struct Entry(int Channel, long Offset, int Size);

    private readonly Dictionary<long, long> _firsts = [];

    public List<Entry> Records { get; } = [];

    public long End => Records.Count == 0 ? -1 : Records[^1].Offset;

    public void Add(int channel, int size, int stride) => Records.Add(new Entry(channel, End + stride, size));

    /// <summary>Writes the event of a record again.</summary>
    public void AddRepeat(Entry record)
    {
        _firsts.Add(End + 1, FirstOf(record.Offset));
        Records.Add(record with { Offset = End + 1 });
    }

    /// <summary>What the record has in common with all repeats of its event.</summary>
    public ulong IdentityOf(Entry record) => (ulong)FirstOf(record.Offset) + 1;

    public List<Entry> Of(int channel, long after, long upTo) =>
        Records.FindAll(record => record.Channel == channel && record.Offset > after && record.Offset <= upTo && !_firsts.ContainsKey(record.Offset));

    private long FirstOf(long offset) => _firsts.GetValueOrDefault(offset, offset);
}

/// <summary>The model of eviction: whole segments go, the oldest first, as soon as their sizes are over the bound; the newest stays.</summary>
internal sealed class RingModel
{
    public const int SegmentBytes = 64 << 10;
    public const int SegmentEntries = 256;
    private static readonly int EntryBytes = Unsafe.SizeOf<Gateway.Channels.Entry>();

    private readonly List<(int Free, int Entries, long Size, long Last)> _segments = [];

    /// <summary>The size of an ordinary segment.</summary>
    public static long SegmentSize => SegmentBytes + (SegmentEntries * EntryBytes);

    /// <summary>Everything up to this offset was evicted.</summary>
    public long EvictedUpTo { get; private set; } = long.MinValue;

    public long Bytes => _segments.Sum(segment => segment.Size);

    public void Append(int size, long offset, long maxBytes)
    {
        if (_segments.Count > 0 && _segments[^1] is { Entries: > 0 } last && last.Free >= size)
        {
            _segments[^1] = (last.Free - size, last.Entries - 1, last.Size, offset);
            return;
        }
        var large = size > SegmentBytes;
        var bytes = large ? size : SegmentBytes;
        var entries = large ? 1 : SegmentEntries;
        _segments.Add((bytes - size, entries - 1, bytes + (entries * EntryBytes), offset));
        Trim(maxBytes);
    }

    public void Trim(long maxBytes)
    {
        for (; _segments.Count > 1 && Bytes > maxBytes; _segments.RemoveAt(0)) EvictedUpTo = _segments[0].Last;
    }
}
