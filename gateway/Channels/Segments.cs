namespace Gateway.Channels;

/// <summary>An immutable list of segments in offset order: what a reader holds during one pull, and only so long.</summary>
internal readonly struct Segments(Segment[] items)
{
    private readonly Segment[] _items = items;

    /// <summary>Finds the frame with exactly this offset.</summary>
    public bool TryFind(long offset, out Segment segment, out int index)
    {
        segment = null!;
        index = -1;
        var at = LastStartingAtOrBefore(offset);
        if (at < 0) return false;
        segment = _items[at];
        index = segment.IndexOf(offset);
        return index >= 0;
    }

    private int LastStartingAtOrBefore(long offset)
    {
        var low = 0;
        var high = _items.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (_items[middle].FirstOffset <= offset) low = middle + 1;
            else high = middle - 1;
        }
        return high;
    }
}
