using Gateway.Shared.Cursors;
using Gateway.Shared.Errors;

namespace Gateway.Cursors;

/// <summary>
/// Writes cursors, of each one record at a time: what comes while it is on its way is written as one record after it, the newest, and
/// all who wait for that are answered together. So acknowledging every event costs no more records than Kafka answers. Only what comes after a waiting forget
/// is a record of its own: readers keep the greater of two cursors, unless one was forgotten between them. Safe from any thread.
/// </summary>
/// <param name="write">Writes one record; completes as <see cref="WriteAsync"/> does. If it throws, that is 4003.</param>
/// <param name="maxWaiting">How many cursors may be on their way; more are refused with 4401.</param>
/// <param name="failed">Told what <paramref name="write"/> has thrown.</param>
internal sealed class CursorWriter(Func<CursorKey, StoredCursor?, Task<Code?>> write, int maxWaiting, Action<Exception>? failed = null)
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
        return writing.First;
    }

    private async Task RunAsync(CursorKey key, Writing writing)
    {
        for (var current = writing.Current; current is not null;)
        {
            var code = await WriteOneAsync(key, current.Cursor);
            var written = current;
            lock (_gate)
            {
                current = writing.Advance();
                if (current is null) _writings.Remove(key);
            }
            written.Answer.SetResult(code);
        }
    }

    private async Task<Code?> WriteOneAsync(CursorKey key, StoredCursor? cursor)
    {
        try
        {
            return await write(key, cursor);
        }
        catch (Exception failure)
        {
            // Whoever waits must be answered, and the next write be tried.
            failed?.Invoke(failure);
            return Codes.Internal;
        }
    }

    /// <summary>The record that is on its way, and those after it.</summary>
    private sealed class Writing
    {
        private readonly Queue<Write> _waiting = new();
        private Write? _last;

        public Writing(StoredCursor? cursor)
        {
            Current = new Write(cursor);
            First = Current.Answer.Task;
        }

        public Write? Current { get; private set; }

        public Task<Code?> First { get; }

        public Task<Code?> Join(StoredCursor? newest)
        {
            if (_last is null && Covers(Current!, newest)) return Current!.Answer.Task;
            if (_last is null || (_last.Cursor is null && newest is not null)) _waiting.Enqueue(_last = new Write(newest));
            else if (!Covers(_last, newest)) _last.Cursor = newest;
            return _last.Answer.Task;
        }

        public Write? Advance()
        {
            if (!_waiting.TryDequeue(out var next)) return Current = null;
            if (_last == next) _last = null;
            return Current = next;
        }

        private static bool Covers(Write write, StoredCursor? newest) => newest is { } cursor && write.Cursor is { } written && written.Covers(cursor);
    }

    private sealed class Write(StoredCursor? cursor)
    {
        public StoredCursor? Cursor { get; set; } = cursor;

        public TaskCompletionSource<Code?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
