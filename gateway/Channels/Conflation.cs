namespace Gateway.Channels;

/// <summary>
/// For a subscription that wants the newest event of each key, not all: what lies between cursor and head goes out with
/// one event for each key, and, if a rate is given, only so often. The newest always goes out. One for each subscription; used by its send loop.
/// </summary>
internal sealed class Conflation
{
    // Of what a pull found and did not send, so many of the oldest are kept for the next ones, or a part of all: so each frame is walked past a few times, however small
    // the pulls are, and what is kept stays far smaller than the frames.
    private const int LeastKept = 1024;
    private const int PartKept = 16;

    private readonly Pacer? _pacer;
    private readonly TimeSpan _interval;
    private long _due;
    private FoundFrames? _left;
    private long _leftAfter;

    /// <summary>The newest of each key, whenever there is more than one.</summary>
    public Conflation()
    {
    }

    /// <summary>At most <paramref name="rate"/> updates of each key a second.</summary>
    public Conflation(double rate, Pacer pacer)
    {
        _pacer = pacer;
        _interval = TimeSpan.FromSeconds(1 / rate);
        UpTo = -1;
    }

    /// <summary>What lies after this offset is not to be pulled yet.</summary>
    public long UpTo { get; private set; } = long.MaxValue;

    /// <summary>
    /// Whether the subscription must wait; it is then given to its subscriber again when its time has come. Otherwise what there is now, up to <paramref name="last"/>, may be pulled, in as
    /// many pieces as it takes: a later event of a key waits for the next turn.
    /// </summary>
    public bool Holds(Subscription subscription, long last)
    {
        if (_pacer is null || subscription.Cursor < UpTo) return false;
        if (_pacer.Hold(subscription, _due)) return true;
        UpTo = last;
        return false;
    }

    /// <summary>What an earlier pull found and did not send, if the cursor stands where that pull has left it.</summary>
    public FoundFrames? LeftAfter(long cursor) => _left is { Offsets.Count: > 0 } && _leftAfter == cursor ? _left : null;

    /// <summary>Keeps what was not sent, for the next pull.</summary>
    public void Keep(in FoundFrames rest, long cursor)
    {
        _leftAfter = cursor;
        if (rest.Offsets.Count == 0) _left = null;
        else if (_left is not { } left || left.Offsets != rest.Offsets) _left = OldestOf(rest);
        else _left = rest;
    }

    private static FoundFrames OldestOf(in FoundFrames rest)
    {
        var kept = Math.Min(rest.Offsets.Count, Math.Max(LeastKept, rest.Offsets.Count / PartKept));
        return rest with { Offsets = rest.Offsets.GetRange(rest.Offsets.Count - kept, kept), IsAll = rest.IsAll && kept == rest.Offsets.Count };
    }

    /// <summary>Frames were pulled, up to <paramref name="cursor"/>.</summary>
    public void Pulled(long cursor)
    {
        if (_pacer is not null && cursor >= UpTo) _due = _pacer.In(_interval);
    }
}
