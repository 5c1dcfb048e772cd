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

    private Seen[] _ring = new Seen[SmallestSize];
    private long[] _newest = NoChains(SmallestSize);
    private long _last = None;

    /// <summary>The last offset noted; -1 before the first.</summary>
    public long Last => _last;

    /// <summary>Notes the event at this offset; it must be after <see cref="Last"/>.</summary>
    public void Note(UInt128 identity, long offset)
    {
        _last = offset;
        if (_ring.Length < Reach && !_ring[SlotOf(offset)].IsEmpty) Grow();
        Add(identity, offset);
    }

    /// <summary>Whether an event of the same identity was noted among the <see cref="Reach"/> offsets before this one.</summary>
    public bool Contains(UInt128 identity, long offset)
    {
        for (var at = _newest[ChainOf(identity)]; at != None && offset - at <= Reach;)
        {
            ref readonly var seen = ref _ring[SlotOf(at)];
            if (!seen.IsAt(at)) return false;
            if (seen.Identity == identity) return true;
            at = seen.Before(at);
        }
        return false;
    }

    private void Add(UInt128 identity, long offset)
    {
        ref var newest = ref _newest[ChainOf(identity)];
        _ring[SlotOf(offset)] = new Seen(identity, offset, newest);
        newest = offset;
    }

    // Oldest first, because a chain leads from the newest back. No two offsets in the ring are further apart than its size.
    private void Grow()
    {
        var old = _ring;
        (_ring, _newest) = (new Seen[2 * old.Length], NoChains(2 * old.Length));
        Array.Sort(old, (one, other) => one.Offset.CompareTo(other.Offset));
        foreach (var seen in old)
            if (!seen.IsEmpty) Add(seen.Identity, seen.Offset);
    }

    private int SlotOf(long offset) => (int)(offset & (_ring.Length - 1));

    private int ChainOf(UInt128 identity) => (int)((uint)identity & (uint)(_newest.Length - 1));

    private static long[] NoChains(int size)
    {
        var newest = new long[size];
        Array.Fill(newest, None);
        return newest;
    }

    // 24 bytes. The identity is never 0, so an entry of zeros is empty. The offset and the way to the one before it in its chain share a word: a way longer than
    // the reach leads nowhere, and of the offset 48 bits are enough to tell that the slot was not taken by a later one.
    private readonly struct Seen(UInt128 identity, long offset, long previous)
    {
        private const int WayBits = 16;
        private const long WayMask = (1L << WayBits) - 1;

        private readonly ulong _low = (ulong)identity;
        private readonly ulong _high = (ulong)(identity >> 64);
        private readonly long _offsetAndWay = (offset << WayBits) | (previous != None && offset - previous <= Reach ? offset - previous : 0);

        public UInt128 Identity => new(_high, _low);

        public bool IsEmpty => (_low | _high) == 0;

        public long Offset => _offsetAndWay >>> WayBits;

        public bool IsAt(long at) => _offsetAndWay >>> WayBits == at << WayBits >>> WayBits;

        public long Before(long at) => (_offsetAndWay & WayMask) is > 0 and var way ? at - way : None;
    }
}
