namespace Gateway.Channels;

/// <summary>
/// For a subscription that wants the newest event of each key, not all: what lies between cursor and head goes out with
/// one event for each key, and, if a rate is given, only so often. The newest always goes out. One for each subscription; used by its send loop.
/// </summary>
internal sealed class Conflation
{
    private readonly Pacer? _pacer;
    private readonly TimeSpan _interval;
    private long _due;

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

    /// <summary>Frames were pulled, up to <paramref name="cursor"/>.</summary>
    public void Pulled(long cursor)
    {
        if (_pacer is not null && cursor >= UpTo) _due = _pacer.In(_interval);
    }
}
