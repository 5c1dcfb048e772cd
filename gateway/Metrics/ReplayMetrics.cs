using Prometheus;
using M = Prometheus.Metrics;

namespace Gateway.Metrics;

/// <summary>What catching up costs.</summary>
internal static class ReplayMetrics
{
    /// <summary>Passes begun.</summary>
    public static readonly Counter Passes = M.CreateCounter("gateway_replay_passes_total", "Readings of a stretch of a partition for subscriptions that were behind their window.");

    /// <summary>Records read by them.</summary>
    public static readonly Counter Read = M.CreateCounter("gateway_replay_records_read_total", "Records read from Kafka for subscriptions that were behind their window.");

    /// <summary>Memory of all passes under way.</summary>
    public static readonly Gauge Bytes = M.CreateGauge("gateway_replay_bytes", "Memory that frames read again from Kafka take: for subscriptions that were behind, and for snapshots of tables.");

    /// <summary>Subscriptions that wait for a pass.</summary>
    public static readonly Gauge Waiting = M.CreateGauge("gateway_replay_waiting", "Subscriptions that are behind their window and wait for a reading to begin.");

    /// <summary>Subscriptions behind their window.</summary>
    public static readonly Gauge Behind = M.CreateGauge("gateway_subscriptions_behind", "Subscriptions that read Kafka, or wait to, because they are behind their window.");

    /// <summary>Those that ever were.</summary>
    public static readonly Counter FellBehind = M.CreateCounter("gateway_subscriptions_fell_behind_total", "How often a subscription fell, or began, behind its window.");
}
