using Gateway.Shared.Positions;
using Prometheus;
using M = Prometheus.Metrics;

namespace Gateway.Metrics;

/// <summary>The gateway's Prometheus metrics. No label has values that a client can choose.</summary>
internal static class GatewayMetrics
{
    /// <summary>Open connections.</summary>
    public static readonly Gauge Connections = M.CreateGauge("gateway_connections", "Open WebSocket connections.");

    /// <summary>Subscriptions of all connections.</summary>
    public static readonly Gauge Subscriptions = M.CreateGauge("gateway_subscriptions", "Subscriptions of all connections.");

    /// <summary>Memory of all windows.</summary>
    public static readonly Gauge WindowBytes = M.CreateGauge("gateway_window_bytes", "Memory that the frames of all windows take.");

    /// <summary>Memory of the files from which frames are sent.</summary>
    public static readonly Gauge FrameFileBytes = M.CreateGauge(
        "gateway_frame_files_bytes", "Memory of frames that are kept once more, in files from which the kernel sends them without a copy.");

    /// <summary>Partitions that the node reads.</summary>
    public static readonly Gauge Partitions = M.CreateGauge("gateway_partitions_assigned", "Kafka partitions that this node reads.");

    /// <summary>How far the node is behind.</summary>
    public static readonly Gauge Lag = M.CreateGauge(
        "gateway_consumer_lag_records", "Records between what this node has read and the ends of its partitions, added up.");

    /// <summary>Records passed over.</summary>
    public static readonly Counter Repeats = M.CreateCounter(
        "gateway_repeats_total", "Records passed over because their publisher had sent the event before.");

    /// <summary>Partitions whose subscribers were told that events may be missing.</summary>
    public static readonly Gauge StalePartitions = M.CreateGauge(
        "gateway_partitions_stale", "Kafka partitions of which this node cannot tell that it has all events, because Kafka does not answer or reading stands still.");

    /// <summary>Connections that are slower than what is sent to them.</summary>
    public static readonly Gauge FullSockets = M.CreateGauge("gateway_sockets_full", "Connections whose socket takes no more for now.");

    /// <summary>Memory of those.</summary>
    public static readonly Gauge FullSocketsBytes = M.CreateGauge(
        "gateway_sockets_full_bytes", "Pooled memory that is held for connections whose socket takes no more for now. Below TLS it is the transport's, and not counted.");

    /// <summary>Events compressed.</summary>
    public static readonly Counter Deflated = M.CreateCounter(
        "gateway_events_deflated_total", "Events compressed, each once for all connections that take it so.");

    private static readonly Counter Read = M.CreateCounter("gateway_records_read_total", "Records read from Kafka.");
    private static readonly Counter Events = M.CreateCounter("gateway_events_delivered_total", "Events written to sockets.");
    private static readonly Counter Bytes = M.CreateCounter("gateway_events_delivered_bytes_total", "Bytes of the frames of delivered events.");
    private static readonly Counter Saved = M.CreateCounter(
        "gateway_deflate_saved_bytes_total", "Bytes that the frames of delivered events would have had more, had none been compressed.");

    private static readonly Counter Pulls = M.CreateCounter("gateway_pulls_total", "Pulls that gave frames: what one subscription had to send at a time.");
    private static readonly Counter Flushes = M.CreateCounter("gateway_flushes_total", "Writes to sockets; events delivered divided by this is the batching.");
    private static readonly Counter Conflated = M.CreateCounter("gateway_events_conflated_total", "Events not sent, because a newer one of their key was, as the subscription asked for.");
    private static readonly Counter Gaps = FromZero(M.CreateCounter("gateway_gaps_total", "Gaps told to clients, by reason.", "reason"));

    private static readonly Histogram Latency = M.CreateHistogram(
        "gateway_delivery_latency_seconds",
        "From Kafka's time stamp to the socket's buffer, of the oldest event of each pull.",
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 17) });

    // There before the first case: increase() of a counter that begins at 1 is 0.
    private static Counter FromZero(Counter counter)
    {
        foreach (var reason in (string[])[GapReason.Retention, GapReason.Epoch, GapReason.Future]) counter.WithLabels(reason);
        return counter;
    }

    /// <summary>Counts a record read from Kafka.</summary>
    public static void RecordRead() => Read.Inc();

    /// <summary>Counts what pulls gave.</summary>
    public static void Delivered(int pulls, int frames, long bytes, long saved, int conflated)
    {
        Pulls.Inc(pulls);
        Events.Inc(frames);
        Bytes.Inc(bytes);
        if (saved > 0) Saved.Inc(saved);
        if (conflated > 0) Conflated.Inc(conflated);
    }

    /// <summary>Counts pulls whose oldest event had this age.</summary>
    public static void Latencies(double seconds, int count) => Latency.Observe(seconds, count);

    /// <summary>Counts writes to sockets.</summary>
    public static void Flushed(int flushes) => Flushes.Inc(flushes);

    /// <summary>Counts a gap told to a client.</summary>
    public static void Gap(string reason) => Gaps.WithLabels(reason).Inc();
}
