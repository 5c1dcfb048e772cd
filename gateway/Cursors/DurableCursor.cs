using Gateway.Shared.Cursors;
using Gateway.Shared.Positions;

namespace Gateway.Cursors;

/// <summary>The cursor of a durable subscription that is open on this node. Safe from any thread.</summary>
/// <param name="key">Whose it is.</param>
/// <param name="stored">What Kafka has of it.</param>
/// <param name="noted">When Kafka took that.</param>
internal sealed class DurableCursor(CursorKey key, StoredCursor stored, DateTimeOffset noted)
{
    private readonly Lock _gate = new();
    private StoredCursor _stored = stored;
    private DateTimeOffset _noted = noted;

    /// <summary>Whose it is.</summary>
    public CursorKey Key => key;

    /// <summary>What Kafka has of it, as far as this node has acknowledged it.</summary>
    public StoredCursor Stored
    {
        get
        {
            lock (_gate) return _stored;
        }
    }

    /// <summary>The cursor, moved to a position.</summary>
    public StoredCursor At(Position position, DateTimeOffset now)
    {
        var stored = Stored;
        // In a topic that was made anew it began before the first event.
        var start = stored.Start.Epoch == position.Epoch ? stored.Start : position with { Offset = -1 };
        return new StoredCursor(start, position, now);
    }

    /// <summary>Whether the last note of its use is older than this.</summary>
    public bool IsNotedBefore(DateTimeOffset time)
    {
        lock (_gate) return _noted < time;
    }

    /// <summary>Kafka has taken this.</summary>
    public void Took(StoredCursor cursor, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_stored.Covers(cursor)) _stored = cursor;
            _noted = now;
        }
    }
}
