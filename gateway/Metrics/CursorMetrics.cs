using Prometheus;
using M = Prometheus.Metrics;

namespace Gateway.Metrics;

/// <summary>The Prometheus metrics of durable subscriptions.</summary>
internal static class CursorMetrics
{
    /// <summary>Acknowledgements that were accepted.</summary>
    public static readonly Counter Acknowledged = M.CreateCounter(
        "gateway_acks_total", "Acknowledgements that Kafka has; divided by the cursors written this is how many are written together.");

    /// <summary>Records of cursors.</summary>
    public static readonly Counter Written = M.CreateCounter("gateway_cursors_written_total", "Cursors written to Kafka.");

    /// <summary>What the index holds.</summary>
    public static readonly Gauge IndexBytes = M.CreateGauge("gateway_cursor_index_bytes", "Memory that the cursors at hand take.");
}
