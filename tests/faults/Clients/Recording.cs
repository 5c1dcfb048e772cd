namespace Gateway.Tests.Faults.Clients;

/// <summary>All that a client got of one channel, over all its connections. Written by the client's loop alone.</summary>
internal sealed class Recording(string client, string app, string channel, bool fromEarliest)
{
    private readonly List<Delivery> _deliveries = [];
    private readonly List<string> _gaps = [];
    private readonly List<string> _faults = [];
    private long _lastOffset = -1;

    public string Client => client;

    public string App => app;

    public string Channel => channel;

    /// <summary>Whether it asked for all that the channel holds; otherwise it began with what came after its first reply.</summary>
    public bool FromEarliest => fromEarliest;

    /// <summary>The position of the first reply to its subscribe command; null if none ever came.</summary>
    public LogPosition? Start { get; private set; }

    /// <summary>When that reply came.</summary>
    public TimeSpan StartedAt { get; private set; }

    /// <summary>What it resumes from: the last position seen, as it was received; null before the first.</summary>
    public string? Last { get; private set; }

    /// <summary>The events, in the order in which they came.</summary>
    public IReadOnlyList<Delivery> Deliveries => _deliveries;

    /// <summary>The gaps that it was told.</summary>
    public IReadOnlyList<string> Gaps => _gaps;

    /// <summary>What the gateway did that the protocol forbids.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The offset up to which it has got, for looking at while it runs.</summary>
    public long LastOffset => Volatile.Read(ref _lastOffset);

    /// <summary>A reply to subscribe, which must stand where the client asked for.</summary>
    public void Subscribed(string position, TimeSpan at)
    {
        if (Last is { } asked && asked != position) _faults.Add($"resumed after {asked}, and stands at {position}");
        var stands = LogPosition.Parse(position);
        if (Start is null) (Start, StartedAt) = (stands, at);
        Last ??= position;
        Volatile.Write(ref _lastOffset, Math.Max(_lastOffset, stands.Offset));
    }

    public void Received(string position, ulong fingerprint, TimeSpan at)
    {
        var parsed = LogPosition.Parse(position);
        _deliveries.Add(new(parsed, fingerprint, at));
        Last = position;
        Volatile.Write(ref _lastOffset, parsed.Offset);
    }

    public void GapTold(string gap, string to)
    {
        _gaps.Add(gap);
        Last = to;
    }

    public void Fault(string fault) => _faults.Add(fault);
}
