using System.Collections.Concurrent;
using Gateway.Shared.Cursors;
using Gateway.Shared.Hosting.Loops;
using Microsoft.Extensions.Options;

namespace Gateway.Cursors;

/// <summary>Notes in Kafka that cursors are in use, so that none expires whose device is there but has nothing to acknowledge.</summary>
internal sealed class CursorKeeper(CursorStore store, IOptions<CursorOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<DurableCursor, bool> _used = new();

    /// <summary>The loop: a round notes those that are due.</summary>
    public LoopWork Loop => LoopWork.OnPool("cursor_keeper", () => options.Value.NoteAfter / 2, _ => NoteAllAsync());

    /// <summary>The cursor is in use from now on.</summary>
    public void Add(DurableCursor cursor)
    {
        _used[cursor] = true;
        if (IsDue(cursor)) _ = NoteAsync(cursor);
    }

    /// <summary>It is in use no longer.</summary>
    public void Remove(DurableCursor cursor) => _used.TryRemove(cursor, out _);

    private async Task NoteAllAsync()
    {
        foreach (var (cursor, _) in _used)
            if (IsDue(cursor)) await NoteAsync(cursor);
    }

    private bool IsDue(DurableCursor cursor) => cursor.IsNotedBefore(time.GetUtcNow() - options.Value.NoteAfter);

    private async Task NoteAsync(DurableCursor cursor)
    {
        var stored = cursor.Stored;
        if (await store.StoreAsync(cursor.Key, stored) is null) cursor.Took(stored, time.GetUtcNow());
    }
}
