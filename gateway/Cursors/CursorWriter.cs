using Gateway.Shared.Cursors;
using Gateway.Shared.Errors;

namespace Gateway.Cursors;

/// <summary>
/// Writes cursors, of each one record at a time: what comes while it is on its way is written as one record after it, the newest, and
/// all who wait for that are answered together. So acknowledging every event costs no more records than Kafka answers. Safe from any thread.
/// </summary>
/// <param name="write">Writes one record; completes as <see cref="WriteAsync"/> does.</param>
/// <param name="maxWaiting">How many cursors may be on their way; more are refused with 4401.</param>
internal sealed class CursorWriter(Func<CursorKey, StoredCursor?, Task<Code?>> write, int maxWaiting)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CursorKey, Writing> _writings = [];

    /// <summary>
    /// Completes when Kafka has the cursor or a later one, with null, or with the code of what went wrong. A null cursor is forgotten.
    /// </summary>
    public Task<Code?> WriteAsync(CursorKey key, StoredCursor? cursor)
    {
        Writing writing;
        lock (_gate)
        {
            if (_writings.TryGetValue(key, out var under)) return under.Join(cursor);
            if (_writings.Count >= maxWaiting) return Task.FromResult<Code?>(Codes.Overloaded);
            _writings[key] = writing = new Writing(cursor);
        }
        _ = RunAsync(key, writing);
        return writing.Current.Answer.Task;
    }

    private async Task RunAsync(CursorKey key, Writing writing)
    {
        for (var more = true; more;)
        {
            var current = writing.Current;
            var code = await write(key, current.Cursor);
            lock (_gate)
            {
                more = writing.Advance();
                if (!more) _writings.Remove(key);
            }
            current.Answer.SetResult(code);
        }
    }

    /// <summary>The record that is on its way, and the one after it.</summary>
    private sealed class Writing(StoredCursor? cursor)
    {
        private Write? _next;

        public Write Current { get; private set; } = new(cursor);

        public Task<Code?> Join(StoredCursor? newest)
        {
            if (_next is null)
            {
                if (Covers(Current, newest)) return Current.Answer.Task;
                _next = new Write(newest);
            }
            else if (!Covers(_next, newest)) _next.Cursor = newest;
            return _next.Answer.Task;
        }

        public bool Advance()
        {
            if (_next is null) return false;
            (Current, _next) = (_next, null);
            return true;
        }

        private static bool Covers(Write write, StoredCursor? newest) => newest is { } cursor && write.Cursor is { } written && written.Covers(cursor);
    }

    private sealed class Write(StoredCursor? cursor)
    {
        public StoredCursor? Cursor { get; set; } = cursor;

        public TaskCompletionSource<Code?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
