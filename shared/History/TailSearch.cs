using Gateway.Shared.Channels;

namespace Gateway.Shared.History;

/// <summary>
/// Finds the last events of channels in a partition that they share with busier ones: goes back from the end in stretches, each
/// four times as long as the one before, until all are found, the log begins, or the bounds are reached. Each stretch is read
/// forwards, as Kafka gives it. Knows no Kafka: it says what to read and is told what was there.
/// </summary>
/// <param name="low">The offset of the oldest record.</param>
/// <param name="high">The offset that the next record will have.</param>
/// <param name="maxRecords">How many offsets may be looked at.</param>
/// <param name="maxBytes">How many bytes may be read; the length of a stretch is reckoned from the records before, so that it is about kept.</param>
internal sealed class TailSearch(long low, long high, long maxRecords, long maxBytes)
{
    private const int FirstStretch = 100;
    private const int Growth = 4;

    private readonly Dictionary<byte[], Wanted> _wanted = new(Utf8Comparer.Instance);
    private long _scanned;
    private long _length;
    private long _records;
    private long _bytes;
    private int _missing;

    /// <summary>Whether a stretch was read to its end, or there was nothing to read.</summary>
    public bool HasResult => _scanned > 0 || low >= high;

    // Where the stretches that were read begin.
    private long From => high - _scanned;

    /// <summary>Adds what to look for; before the first stretch.</summary>
    public void Want(byte[] channel, int count)
    {
        if (!_wanted.TryGetValue(channel, out var wanted))
        {
            _wanted.Add(channel, wanted = new Wanted());
            _missing++;
        }
        wanted.Count = Math.Max(wanted.Count, count);
    }

    /// <summary>The offsets to read next, the second not included; null if there is nothing left to look for or at.</summary>
    public (long From, long To)? Next()
    {
        if (_missing == 0 || From <= low) return null;
        _length = Math.Min(Math.Min(_length == 0 ? FirstStretch : _length * Growth, Left()), From - low);
        return _length < 1 ? null : (From - _length, From);
    }

    /// <summary>Notes a record of the stretch, in the order of the log.</summary>
    public void Note(ReadOnlySpan<byte> channel, long offset, int bytes)
    {
        _records++;
        _bytes += bytes;
        if (_wanted.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(channel, out var wanted) && !wanted.IsFound) wanted.Stretch.Add(offset);
    }

    /// <summary>Ends the stretch: all of it was noted. A stretch that is not ended counts for nothing.</summary>
    public void Complete()
    {
        _scanned += _length;
        foreach (var (_, wanted) in _wanted)
            if (!wanted.IsFound && wanted.Take()) _missing--;
    }

    /// <summary>Where the channel's last events begin.</summary>
    public FoundLast ResultOf(byte[] channel, int count)
    {
        var found = _wanted[channel].Found;
        var first = found.Count == 0 ? high : found[Math.Min(count, found.Count) - 1];
        return new FoundLast(first - 1, IsTruncated: found.Count < count && From > low);
    }

    private long Left()
    {
        var left = maxRecords - _scanned;
        return _records == 0 ? left : Math.Min(left, (maxBytes - _bytes) / Math.Max(1, _bytes / _records));
    }

    private sealed class Wanted
    {
        /// <summary>The greatest number of events that is asked for.</summary>
        public int Count { get; set; }

        /// <summary>The newest offsets, newest first; at most <see cref="Count"/>.</summary>
        public List<long> Found { get; } = [];

        /// <summary>Those of the stretch that is being read, oldest first.</summary>
        public List<long> Stretch { get; } = [];

        public bool IsFound => Found.Count >= Count;

        /// <summary>Takes what the stretch held; whether that is enough.</summary>
        public bool Take()
        {
            for (var i = Stretch.Count - 1; i >= 0 && !IsFound; i--) Found.Add(Stretch[i]);
            Stretch.Clear();
            return IsFound;
        }
    }
}

/// <summary>Where the last N events of a channel begin.</summary>
/// <param name="After">After this offset.</param>
/// <param name="IsTruncated">Whether the search was ended by its bounds, so that there may be older ones among the last N. False if Kafka keeps no more.</param>
public readonly record struct FoundLast(long After, bool IsTruncated);
