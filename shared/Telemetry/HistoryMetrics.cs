using Prometheus;

namespace Gateway.Shared.Telemetry;

/// <summary>What reading the past costs, the same in both services.</summary>
internal static class HistoryMetrics
{
    private static readonly Counter Readings = Metrics.CreateCounter(
        "gateway_history_readings_total", "Readings of the past: of a start point, of the last events of channels in one partition, of a page.", "kind");

    /// <summary>Start points looked for.</summary>
    public static readonly Counter.Child Starts = Readings.WithLabels("start");

    /// <summary>Searches for the last events.</summary>
    public static readonly Counter.Child Searches = Readings.WithLabels("last");

    /// <summary>Pages.</summary>
    public static readonly Counter.Child Pages = Readings.WithLabels("page");

    /// <summary>Records read.</summary>
    public static readonly Counter Records = Metrics.CreateCounter("gateway_history_records_read_total", "Records read from Kafka to find start points and to fill pages.");

    /// <summary>Searches that their bounds ended.</summary>
    public static readonly Counter Truncated = Metrics.CreateCounter(
        "gateway_history_truncated_total", "Answers to 'last' that were cut short by the bounds of the search.");

    /// <summary>What waits.</summary>
    public static readonly Gauge Waiting = Metrics.CreateGauge("gateway_history_waiting", "Readings of the past that wait for a reader.");
}
