namespace Gateway.Bench.Load;

/// <summary>What all clients together have received since the start; a line of JSON between the processes.</summary>
internal sealed record LoadTotals
{
    /// <summary>When it was read, in <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public long At { get; init; }

    /// <summary>Connections that are ready: all, before anything is published.</summary>
    public int Ready { get; init; }

    public long Events { get; init; }

    public long Bytes { get; init; }

    /// <summary>Reads of sockets that gave something.</summary>
    public long Reads { get; init; }

    /// <summary>Connections that the server closed.</summary>
    public long Closed { get; init; }

    /// <summary>What the last close frame said; empty if there was none.</summary>
    public string LastClose { get; init; } = "";

    public long Duplicates { get; init; }

    public long OutOfOrder { get; init; }

    /// <summary>Messages that were no events: gaps, errors, notes of a close.</summary>
    public long Others { get; init; }

    /// <summary>The latencies, as <see cref="LatencyHistogram.Counts"/>.</summary>
    public long[] Latencies { get; init; } = [];
}
