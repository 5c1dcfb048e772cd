namespace Gateway.Channels;

/// <summary>
/// Which records of a partition are repeats: an event that its publisher sent again, because it did not learn that the first was taken.
/// The rule looks at the log alone, so that every reader, on every node, passes over the same: a record is a repeat if one of the same
/// channel, source and id lies among the <see cref="RepeatIndex.Reach"/> offsets before it. A reader that begins in the middle must have
/// been shown these first. Noted by the reading thread; asked by any.
/// </summary>
internal sealed class Repeats
{
    // More, and those who read again find the older ones by themselves.
    private const int MaxFound = 1 << 14;

    private readonly Lock _gate = new();
    private readonly RepeatIndex _index = new();
    private readonly List<long> _found = [];
    private long _knownFrom = long.MaxValue;

    /// <summary>Notes a record, also one that lies before what is read; true if it is a repeat. <paramref name="identity"/> is 0 for a record without.</summary>
    public bool Note(UInt128 identity, long offset)
    {
        if (identity == 0) return false;
        lock (_gate)
        {
            if (offset <= _index.Last) return false;
            var isRepeat = _index.Contains(identity, offset);
            _index.Note(identity, offset);
            if (isRepeat) Keep(offset);
            return isRepeat;
        }
    }

    /// <summary>All repeats from this offset on will be known: what can make them repeats is noted first.</summary>
    public void BeginAt(long offset)
    {
        lock (_gate) _knownFrom = offset;
    }

    /// <summary>Whether all repeats from this offset on are known.</summary>
    public bool KnowsFrom(long offset)
    {
        lock (_gate) return offset >= _knownFrom;
    }

    /// <summary>Whether the record was noted as a repeat, or, if it lies ahead of what was noted, will be.</summary>
    public bool Contains(UInt128 identity, long offset)
    {
        lock (_gate) return _found.BinarySearch(offset) >= 0 || (offset > _index.Last && identity != 0 && _index.Contains(identity, offset));
    }

    private void Keep(long offset)
    {
        _found.Add(offset);
        if (_found.Count <= MaxFound) return;
        _found.RemoveRange(0, MaxFound / 2);
        _knownFrom = Math.Max(_knownFrom, _found[0]);
    }
}
