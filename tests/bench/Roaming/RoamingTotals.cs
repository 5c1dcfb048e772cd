namespace Gateway.Bench.Roaming;

/// <summary>What all roaming clients together have seen since the start; a line of JSON between the processes.</summary>
internal sealed record RoamingTotals
{
    /// <summary>When it was read, in <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public long At { get; init; }

    /// <summary>Subscribed now.</summary>
    public int Subscribed { get; init; }

    /// <summary>Subscribed, and the newest event was less than 1 s old when it came: caught up.</summary>
    public int Live { get; init; }

    public long Events { get; init; }

    /// <summary>Numbers that were jumped over: events that never came.</summary>
    public long Lost { get; init; }

    /// <summary>Events that came twice, or after a later one.</summary>
    public long Doubled { get; init; }

    /// <summary>Gaps that were told.</summary>
    public long Gaps { get; init; }

    /// <summary>Connections that were told to go (4000).</summary>
    public long Told { get; init; }

    /// <summary>Connections that ended without being told.</summary>
    public long Cut { get; init; }

    /// <summary>Handshakes that were refused, or connections.</summary>
    public long Refused { get; init; }

    /// <summary>Connections opened, in each second since the start.</summary>
    public int[] OpenedInSecond { get; init; } = [];

    /// <summary>The latencies of the clients that never stall, as <see cref="Load.LatencyHistogram.Counts"/>.</summary>
    public long[] Latencies { get; init; } = [];

    /// <summary>From the close, or from reading again, to the first event that is less than 1 s old, likewise.</summary>
    public long[] TimesAway { get; init; } = [];

    /// <summary>For each channel the least number that any of its clients waits for.</summary>
    public long[] Reached { get; init; } = [];
}
