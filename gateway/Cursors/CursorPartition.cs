using Gateway.Shared.Channels;
using Gateway.Shared.Cursors;
using Gateway.Shared.Positions;

namespace Gateway.Cursors;

/// <summary>The cursors of one partition of the cursors topic, as far as it was read. By one thread at a time.</summary>
internal sealed class CursorPartition(PartitionId id)
{
    private readonly Dictionary<byte[], AppCursors> _apps = new(Utf8Comparer.Instance);
    private HashSet<byte[]>? _wanted;

    /// <summary>Which partition it is.</summary>
    public PartitionId Id => id;

    /// <summary>The next offset to be read.</summary>
    public long Next { get; private set; }

    /// <summary>The memory that it takes, in bytes.</summary>
    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (var (_, app) in _apps) bytes += app.Bytes;
            return bytes;
        }
    }

    /// <summary>The apps that have cursors here.</summary>
    public IReadOnlyDictionary<byte[], AppCursors> Apps => _apps;

    /// <summary>When it was asked last, in the clock's ticks.</summary>
    public long AskedAt { get; set; }

    /// <summary>Whether it holds only what was asked for: then it is of no use for the next who asks.</summary>
    public bool IsPartial => _wanted is not null;

    /// <summary>Takes a record. An empty value removes the cursor. What is no cursor is passed over.</summary>
    public void Apply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestamp, long offset)
    {
        Next = offset + 1;
        var app = CursorKey.AppOf(key);
        if (app.IsEmpty || (_wanted is not null && !_wanted.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(key))) return;
        var cursors = _apps.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (value.IsEmpty)
        {
            if (cursors.TryGetValue(app, out var known)) known.Remove(key);
        }
        else if (StoredCursor.From(value) is { } cursor)
        {
            if (!cursors.TryGetValue(app, out var own)) cursors[app] = own = new AppCursors();
            own.Apply(key, cursor, timestamp);
        }
    }

    /// <summary>Notes that there is nothing before this offset that was not read.</summary>
    public void AdvanceTo(long next) => Next = Math.Max(Next, next);

    /// <summary>The cursors of the key's app; null if it has none.</summary>
    public AppCursors? Of(ReadOnlySpan<byte> key) => _apps.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(CursorKey.AppOf(key), out var app) ? app : null;

    /// <summary>The cursor of this key; null if there is none that was used since <paramref name="usedSince"/>, in milliseconds since 1970.</summary>
    public KnownCursor? Find(byte[] key, long usedSince) => Of(key)?.Find(key) is { } known && known.Used >= usedSince ? known : null;

    /// <summary>Forgets, and passes over from now on, all but these.</summary>
    public void KeepOnly(HashSet<byte[]> wanted)
    {
        _wanted = wanted;
        foreach (var (_, app) in _apps) app.KeepOnly(wanted);
    }

    /// <summary>Forgets what was not used since then, in milliseconds since 1970.</summary>
    public void Sweep(long usedSince)
    {
        foreach (var (_, app) in _apps) app.Sweep(usedSince);
    }

    /// <summary>Forgets all, to be read from the beginning again.</summary>
    public void Restart()
    {
        _apps.Clear();
        Next = 0;
    }
}

/// <summary>A cursor as it was read.</summary>
/// <param name="Cursor">The cursor.</param>
/// <param name="Used">When Kafka took the last record of it, in milliseconds since 1970.</param>
internal readonly record struct KnownCursor(StoredCursor Cursor, long Used);
