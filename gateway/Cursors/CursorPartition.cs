using Gateway.Shared.Channels;
using Gateway.Shared.Cursors;
using Gateway.Shared.Positions;

namespace Gateway.Cursors;

/// <summary>The cursors of one partition of the cursors topic, as far as it was read. By one thread at a time.</summary>
internal sealed class CursorPartition(PartitionId id)
{
    // About what the dictionary, the array's header and the value take.
    private const int BytesOfEntry = 200;

    private readonly Dictionary<byte[], KnownCursor> _cursors = new(Utf8Comparer.Instance);
    private HashSet<byte[]>? _wanted;

    /// <summary>Which partition it is.</summary>
    public PartitionId Id => id;

    /// <summary>The next offset to be read.</summary>
    public long Next { get; private set; }

    /// <summary>The memory that it takes, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>When it was asked last, in the clock's ticks.</summary>
    public long AskedAt { get; set; }

    /// <summary>Whether it holds only what was asked for: then it is of no use for the next who asks.</summary>
    public bool IsPartial => _wanted is not null;

    /// <summary>Takes a record. An empty value removes the cursor; of two in the same log the greater counts, whatever their order.</summary>
    public void Apply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestamp, long offset)
    {
        Next = offset + 1;
        var cursors = _cursors.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (value.IsEmpty) Remove(key);
        else if (StoredCursor.From(value) is not { } cursor || (_wanted is not null && !_wanted.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(key))) return;
        else if (!cursors.TryGetValue(key, out var known)) Add(key, new KnownCursor(cursor, timestamp));
        else cursors[key] = new KnownCursor(known.Cursor.Covers(cursor) ? known.Cursor : cursor, timestamp);
    }

    /// <summary>Notes that there is nothing before this offset that was not read.</summary>
    public void AdvanceTo(long next) => Next = Math.Max(Next, next);

    /// <summary>The cursor of this key; null if there is none that was used since <paramref name="usedSince"/>, in milliseconds since 1970.</summary>
    public KnownCursor? Find(byte[] key, long usedSince) => _cursors.TryGetValue(key, out var known) && known.Used >= usedSince ? known : null;

    /// <summary>Forgets, and passes over from now on, all but these.</summary>
    public void KeepOnly(HashSet<byte[]> wanted)
    {
        _wanted = wanted;
        foreach (var (key, _) in _cursors)
            if (!wanted.Contains(key)) Remove(key);
    }

    /// <summary>Forgets what was not used since then, in milliseconds since 1970.</summary>
    public void Sweep(long usedSince)
    {
        foreach (var (key, known) in _cursors)
            if (known.Used < usedSince) Remove(key);
    }

    /// <summary>Forgets all, to be read from the beginning again.</summary>
    public void Restart()
    {
        _cursors.Clear();
        (Next, Bytes) = (0, 0);
    }

    private void Add(ReadOnlySpan<byte> key, KnownCursor known)
    {
        _cursors.GetAlternateLookup<ReadOnlySpan<byte>>()[key] = known;
        Bytes += key.Length + BytesOfEntry;
    }

    private void Remove(ReadOnlySpan<byte> key)
    {
        if (_cursors.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(key)) Bytes -= key.Length + BytesOfEntry;
    }
}

/// <summary>A cursor as it was read.</summary>
/// <param name="Cursor">The cursor.</param>
/// <param name="Used">When Kafka took the last record of it, in milliseconds since 1970.</param>
internal readonly record struct KnownCursor(StoredCursor Cursor, long Used);
