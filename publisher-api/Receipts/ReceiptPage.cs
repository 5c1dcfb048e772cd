using Gateway.Shared.Cursors;

namespace Gateway.PublisherApi.Receipts;

/// <summary>
/// Makes a page of receipts of the records of the cursors topic, from the first to the last: it holds no more than a page, whatever
/// the number of cursors, and so may turn out shorter than its limit although there are more.
/// </summary>
internal sealed class ReceiptPage(ReceiptQuery query)
{
    private static readonly Comparer<CursorKey> ByUser = Comparer<CursorKey>.Create(Compare);

    private readonly SortedDictionary<CursorKey, (StoredCursor Cursor, long Used)> _found = new(ByUser);

    // The first that did not fit; nothing from here on is for this page.
    private CursorKey? _beyond;

    /// <summary>Takes a record; of two about one cursor the greater counts, and an empty value removes it.</summary>
    public void Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestamp)
    {
        if (CursorKey.From(key) is not { } cursor || !IsWanted(cursor)) return;
        if (value.IsEmpty) _found.Remove(cursor);
        else if (StoredCursor.From(value) is { } stored) Take(cursor, stored, timestamp);
    }

    /// <summary>The page, without those that were not used since then, in milliseconds since 1970.</summary>
    public ReceiptReply Complete(long usedSince) => new(
        [.. _found.Where(found => found.Value.Used >= usedSince).Select(found => ReceiptOf(found.Key, found.Value.Cursor, found.Value.Used))],
        _beyond is null ? null : ReceiptQuery.Encode(_beyond));

    private void Take(CursorKey key, StoredCursor cursor, long timestamp)
    {
        var greatest = _found.TryGetValue(key, out var known) && known.Cursor.Covers(cursor) ? known.Cursor : cursor;
        _found.Remove(key);
        if (query.Position is { } position && !greatest.Has(position)) return;
        _found.Add(key, (greatest, timestamp));
        if (_found.Count <= query.Limit) return;
        _beyond = _found.Keys.Last();
        _found.Remove(_beyond);
    }

    private bool IsWanted(CursorKey key) =>
        key.App == query.App && key.Channel == query.Channel
        && (query.User is null || key.User == query.User)
        && (query.From is null || Compare(key, query.From) >= 0)
        && (_beyond is null || Compare(key, _beyond) < 0);

    private static int Compare(CursorKey? x, CursorKey? y)
    {
        var byUser = string.CompareOrdinal(x!.User, y!.User);
        return byUser != 0 ? byUser : string.CompareOrdinal(x.Durable, y.Durable);
    }

    private static Receipt ReceiptOf(CursorKey key, StoredCursor cursor, long used) => new(
        key.User, key.Durable, cursor.Start.ToString(), cursor.Position.ToString(), cursor.Acknowledged, DateTimeOffset.FromUnixTimeMilliseconds(used));
}
