using System.Buffers;

namespace Gateway.Channels;

/// <summary>
/// One connection's cursor on one channel. Appending marks it; its connection's send loop, and nobody else, pulls: from the
/// window, or, while it is behind, from the <see cref="ReplayPass"/> that it takes part in.
/// </summary>
internal sealed class Subscription
{
    private long _cursor;
    private long _replayTo;

    // Null: it reads the window. Waiting: it has asked for a pass. Otherwise the channel in a pass's ring.
    private Channel? _replay;

    // 1 from its falling out of the window until it reads the window again.
    private int _isBehind;

    // 1 while it is in the subscriber's list, or not yet active: marking is then needless.
    private int _pending = 1;
    private volatile bool _closed;

    internal Subscription(Channel channel, Subscriber subscriber, long cursor, TableView? table = null)
    {
        Table = table;
        Channel = channel;
        Subscriber = subscriber;
        _cursor = cursor;
    }

    /// <summary>The channel.</summary>
    public Channel Channel { get; }

    /// <summary>The connection's side of it.</summary>
    public Subscriber Subscriber { get; }

    /// <summary>Of a table channel; otherwise null.</summary>
    public TableView? Table { get; }

    /// <summary>The offset up to which all is sent. Moved by the send loop alone, and before <see cref="Activate"/>.</summary>
    public long Cursor => Volatile.Read(ref _cursor);

    /// <summary>Whether it was ended.</summary>
    public bool IsClosed => _closed;

    /// <summary>Whether it waits for a pass or reads one.</summary>
    public bool IsBehind => Volatile.Read(ref _replay) is not null;

    /// <summary>The last offset that is not in the window any more, while it is behind.</summary>
    internal long ReplayTo => Volatile.Read(ref _replayTo);

    /// <summary>Set before <see cref="Activate"/> if it wants the newest event of each key only; null: it wants all.</summary>
    public Conflation? Conflation { get; set; }

    /// <summary>Its place in the channel's list; the channel's own.</summary>
    internal int Index { get; set; }

    /// <summary>The next in the subscriber's list of pending subscriptions; the subscriber's own.</summary>
    internal Subscription? NextPending { get; set; }

    /// <summary>Lets the send loop pull from now on. Called once, after the reply to subscribe was queued.</summary>
    public void Activate()
    {
        if (Subscriber.Enqueue(this)) Subscriber.Wake();
    }

    /// <summary>Moves the cursor before <see cref="Activate"/>.</summary>
    public void Seek(long cursor) => _cursor = cursor;

    /// <summary>Begins the table anew: what the client has of it may hold rows that are gone.</summary>
    public void Restart()
    {
        Volatile.Write(ref _cursor, -1);
        Table!.Begin(Channel.Last);
    }

    /// <summary>Reads what <see cref="Pull"/> will need, for the sake of the cache.</summary>
    internal void Preload()
    {
        // It may lie across two lines.
        _ = Volatile.Read(ref _replay);
        _ = Volatile.Read(ref _pending);
    }

    /// <summary>Reads what <see cref="Mark"/> will need, for the sake of the cache.</summary>
    internal void PreloadMark()
    {
        _ = Volatile.Read(ref _pending);
        _ = Subscriber.FirstPending;
    }

    /// <summary>Notes that there is work; true if the subscriber had none and must be woken.</summary>
    internal bool Mark() => Interlocked.Exchange(ref _pending, 1) == 0 && Subscriber.Enqueue(this);

    /// <summary>
    /// Pulls as <see cref="Channel.Pull"/> does; nothing after it was closed, or before its time has come. What is not in the window
    /// any more is asked for from the log and pulled when it is there; a gap is what the log does not have either. A table with a gap begins anew.
    /// </summary>
    public PullResult Pull(IBufferWriter<byte> output, int maxBytes)
    {
        if (IsHeld) return default;
        // Cleared before looking: what is appended after the look marks it again.
        Interlocked.Exchange(ref _pending, 0);
        var result = _closed ? default : PullOnce(output, maxBytes);
        if (result.Frames > 0) Conflation?.Pulled(_cursor);
        // The send loop goes on by itself only after what it has written.
        if (result.More && Mark() && result.Frames == 0) Subscriber.Wake();
        if (Table is { } table && result is { HasGap: false, IsPartial: false } && !_closed) result.IsWhole = table.TellsWhole(_cursor);
        return result;
    }

    /// <summary>Ends it; false if it was ended before.</summary>
    internal bool Close()
    {
        if (_closed) return false;
        _closed = true;
        // It may wait for a pass, also for as long as Kafka is away: then it must not be held.
        if (CatchUp()) Channel.Window.Replays!.Left(this);
        return true;
    }

    /// <summary>Lets it read a pass, for which it has asked; false if it was closed.</summary>
    internal bool TryJoin(Channel replay)
    {
        Volatile.Write(ref _replay, replay);
        return !_closed;
    }

    /// <summary>Whether it reads that pass.</summary>
    internal bool Reads(Channel replay) => Volatile.Read(ref _replay) == replay && !_closed;

    /// <summary>Lets it read the window again; false if it does already.</summary>
    internal bool TryLeave(Channel? replay) => Interlocked.CompareExchange(ref _replay, null, replay) == replay;

    // There is something to pull, but not yet. It stays pending, so that it is marked by nobody until it is given back.
    private bool IsHeld
    {
        get
        {
            if (Conflation is not { } conflation || _closed) return false;
            var last = (Volatile.Read(ref _replay) ?? Channel).Last;
            return last > _cursor && conflation.Holds(this, last);
        }
    }

    private PullResult PullOnce(IBufferWriter<byte> output, int maxBytes)
    {
        var replay = Volatile.Read(ref _replay);
        if (replay is null) return PullWindow(output, maxBytes);
        return replay == Channel.Waiting ? default : PullReplay(replay, output, maxBytes);
    }

    private PullResult PullWindow(IBufferWriter<byte> output, int maxBytes)
    {
        var cursor = _cursor;
        var result = Channel.Pull(ref cursor, output, maxBytes, Conflation, Table?.Rows, Subscriber.MaxDeflatedFrame);
        if (result.HasGap && Channel.Window.Replays is { } replays)
        {
            AskFor(replays, upTo: cursor);
            return default;
        }
        Volatile.Write(ref _cursor, cursor);
        if (Volatile.Read(ref _isBehind) != 0) CatchUp();
        return result;
    }

    private PullResult PullReplay(Channel replay, IBufferWriter<byte> output, int maxBytes)
    {
        if (_cursor < replay.Window.Start) return Table is null ? TellLoss(replay) : PassLoss(replay);
        // The head before the frames: all up to it is then among them.
        var head = replay.Window.Head;
        var cursor = _cursor;
        var result = replay.Pull(ref cursor, output, maxBytes, Conflation, Table?.Rows, Subscriber.MaxDeflatedFrame);
        if (result.HasGap)
        {
            // It was too slow for this pass. Or the pass has ended meanwhile; then that marks it.
            if (TryLeave(replay)) AskFor(Channel.Window.Replays!, _replayTo);
            return default;
        }
        Volatile.Write(ref _cursor, result.More ? cursor : Math.Max(cursor, head));
        if (_cursor >= _replayTo) result.More |= TryLeave(replay);
        return result;
    }

    private PullResult TellLoss(Channel replay)
    {
        var from = _cursor;
        var to = Math.Min(replay.Window.Start, _replayTo);
        Volatile.Write(ref _cursor, to);
        if (to == _replayTo) TryLeave(replay);
        return new PullResult { GapFrom = from, HasGap = true, More = true };
    }

    // Of a table that is read from its beginning nothing is lost: what is gone was superseded.
    private PullResult PassLoss(Channel replay)
    {
        var isLost = _cursor >= 0;
        if (isLost) Restart();
        else Volatile.Write(ref _cursor, Math.Min(replay.Window.Start, _replayTo));
        if (_cursor == _replayTo) TryLeave(replay);
        return new PullResult { HasGap = isLost, More = true };
    }

    private void AskFor(ReplayQueue replays, long upTo)
    {
        Volatile.Write(ref _replayTo, upTo);
        Volatile.Write(ref _replay, Channel.Waiting);
        if (Interlocked.Exchange(ref _isBehind, 1) == 0) FallBehind(replays);
        replays.Add(this);
    }

    private void FallBehind(ReplayQueue replays)
    {
        replays.CountBehind(1);
        Subscriber.CountBehind(1);
        // It may have been closed meanwhile, by one who found nothing to undo.
        if (_closed) CatchUp();
    }

    private bool CatchUp()
    {
        if (Interlocked.Exchange(ref _isBehind, 0) == 0) return false;
        Channel.Window.Replays!.CountBehind(-1);
        Subscriber.CountBehind(-1);
        return true;
    }
}
