using Gateway.Shared.Channels;
using Gateway.Shared.Cursors;

namespace Gateway.Cursors;

/// <summary>The cursors of one app in one partition. By one thread at a time.</summary>
internal sealed class AppCursors
{
    // About what the dictionaries, the arrays' headers and the value take.
    private const int BytesOfEntry = 300;

    private readonly Dictionary<byte[], KnownCursor> _cursors = new(Utf8Comparer.Instance);

    // How many durable names each user has on each channel.
    private readonly Dictionary<byte[], int> _names = new(Utf8Comparer.Instance);

    /// <summary>The memory that they take, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count => _cursors.Count;

    /// <summary>Whether they took too much memory and were let go: they are then read from Kafka for each who asks.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>Takes a cursor; of two in the same log the greater counts, whatever their order.</summary>
    public void Apply(ReadOnlySpan<byte> key, StoredCursor cursor, long timestamp)
    {
        if (IsDropped) return;
        var cursors = _cursors.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (cursors.TryGetValue(key, out var known)) cursors[key] = new KnownCursor(known.Cursor.Covers(cursor) ? known.Cursor : cursor, timestamp);
        else Add(key, new KnownCursor(cursor, timestamp));
    }

    /// <summary>Forgets a cursor.</summary>
    public void Remove(ReadOnlySpan<byte> key)
    {
        if (!_cursors.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(key)) return;
        Bytes -= key.Length + BytesOfEntry;
        var names = _names.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (--names[CursorKey.OwnerOf(key)] == 0) names.Remove(CursorKey.OwnerOf(key));
    }

    /// <summary>The cursor of this key; null if there is none.</summary>
    public KnownCursor? Find(byte[] key) => _cursors.TryGetValue(key, out var known) ? known : null;

    /// <summary>How many names the key's user has on its channel.</summary>
    public int NamesOf(ReadOnlySpan<byte> key) => _names.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(CursorKey.OwnerOf(key), out var count) ? count : 0;

    /// <summary>Forgets all but these.</summary>
    public void KeepOnly(HashSet<byte[]> wanted)
    {
        foreach (var (key, _) in _cursors)
            if (!wanted.Contains(key)) Remove(key);
    }

    /// <summary>Forgets what was not used since then, in milliseconds since 1970.</summary>
    public void Sweep(long usedSince)
    {
        foreach (var (key, known) in _cursors)
            if (known.Used < usedSince) Remove(key);
    }

    /// <summary>Lets all go.</summary>
    public void Drop()
    {
        _cursors.Clear();
        _cursors.TrimExcess();
        _names.Clear();
        _names.TrimExcess();
        (Bytes, IsDropped) = (0, true);
    }

    private void Add(ReadOnlySpan<byte> key, KnownCursor known)
    {
        _cursors.GetAlternateLookup<ReadOnlySpan<byte>>()[key] = known;
        var names = _names.GetAlternateLookup<ReadOnlySpan<byte>>();
        names[CursorKey.OwnerOf(key)] = NamesOf(key) + 1;
        Bytes += key.Length + BytesOfEntry;
    }
}
