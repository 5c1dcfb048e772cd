namespace Gateway.Channels;

/// <summary>
/// Whether an event came before among the last <see cref="Reach"/> offsets of its partition. A ring of identities with hash chains of
/// offsets through it (as LZ77 compressors find matches, RFC 1951, section 4): what the ring has forgotten ends its chain. It grows with
/// what it is given, up to 1 MiB. Used by one thread at a time.
/// </summary>
internal sealed class RepeatIndex
{
    /// <summary>How far back an event is found, in offsets. A power of two.</summary>
    public const int Reach = 1 << 15;

    private const int SmallestSize = 1 << 8;
    private const long None = -1;

    private Seen[] _ring = Empty(SmallestSize);
    private long[] _newest = NoChains(SmallestSize);
    private long _last = None;

    /// <summary>The last offset noted; -1 before the first.</summary>
    public long Last => _last;

    /// <summary>Notes the event at this offset; it must be after <see cref="Last"/>.</summary>
    public void Note(ulong identity, long offset)
    {
        _last = offset;
        if (_ring.Length < Reach && _ring[SlotOf(offset)].Offset != None) Grow();
        Add(identity, offset);
    }

    /// <summary>Whether an event of the same identity was noted among the <see cref="Reach"/> offsets before this one.</summary>
    public bool Contains(ulong identity, long offset)
    {
        for (var at = _newest[ChainOf(identity)]; at != None && offset - at <= Reach; at = _ring[SlotOf(at)].Previous)
        {
            ref readonly var seen = ref _ring[SlotOf(at)];
            if (seen.Offset != at) return false;
            if (seen.Identity == identity) return true;
        }
        return false;
    }

    private void Add(ulong identity, long offset)
    {
        ref var newest = ref _newest[ChainOf(identity)];
        _ring[SlotOf(offset)] = new Seen(identity, offset, newest);
        newest = offset;
    }

    // Oldest first, because a chain leads from the newest back. No two offsets in the ring are further apart than its size.
    private void Grow()
    {
        var old = _ring;
        (_ring, _newest) = (Empty(2 * old.Length), NoChains(2 * old.Length));
        Array.Sort(old, (one, other) => one.Offset.CompareTo(other.Offset));
        foreach (var seen in old)
            if (seen.Offset != None) Add(seen.Identity, seen.Offset);
    }

    private int SlotOf(long offset) => (int)(offset & (_ring.Length - 1));

    private int ChainOf(ulong identity) => (int)(identity & (ulong)(_newest.Length - 1));

    private static Seen[] Empty(int size)
    {
        var ring = new Seen[size];
        Array.Fill(ring, new Seen(0, None, None));
        return ring;
    }

    private static long[] NoChains(int size)
    {
        var newest = new long[size];
        Array.Fill(newest, None);
        return newest;
    }

    // Previous: the offset before it in its chain.
    private readonly record struct Seen(ulong Identity, long Offset, long Previous);
}
