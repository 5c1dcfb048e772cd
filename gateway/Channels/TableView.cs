namespace Gateway.Channels;

/// <summary>
/// What a subscription of a table has beside its cursor. A snapshot is the log from its beginning, less what was superseded: so the
/// cursor is an offset as everywhere, and each position that the client has seen is good for resuming. The table is whole when the
/// cursor has reached all that there was when the subscription began. Until <see cref="Subscription.Activate"/> it is the receive
/// loop's, then the send loop's.
/// </summary>
internal sealed class TableView(RowFilter? rows)
{
    private long _wholeAt;
    private bool _isTold;

    /// <summary>Which rows are wanted; null: all.</summary>
    public RowFilter? Rows => rows;

    /// <summary>Begins a snapshot, or the changes since a position, of a channel whose newest record lies at <paramref name="last"/>.</summary>
    public void Begin(long last) => (_wholeAt, _isTold) = (last, false);

    /// <summary>Whether the table is whole, which was not told before.</summary>
    public bool TellsWhole(long cursor) => !_isTold && cursor >= _wholeAt && (_isTold = true);
}
