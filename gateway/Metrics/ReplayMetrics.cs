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

    /// <summary>Subscriptions that wait for a pass.</summary>
    public static readonly Gauge Waiting = M.CreateGauge("gateway_replay_waiting", "Subscriptions that are behind their window and wait for a reading to begin.");
}
