using Gateway.Shared.Errors;
using Prometheus;

namespace Gateway.Shared.Telemetry;

/// <summary>Metrics of the way in, the same in both services.</summary>
public static class PublishMetrics
{
    /// <summary>Events that were not written, because the node had just published them.</summary>
    public static readonly Counter Repeats = Metrics.CreateCounter(
        "gateway_publish_repeats_total", "Events that a publisher sent again and that this node knew: answered, and not written again.");

    private static readonly Counter Events = Metrics.CreateCounter(
        "gateway_events_published_total", "Events that Kafka has acknowledged.");

    private static readonly Counter Bytes = Metrics.CreateCounter(
        "gateway_events_published_bytes_total", "Bytes of data of the events that Kafka has acknowledged.");

    private static readonly Histogram Latency = Metrics.CreateHistogram(
        "gateway_publish_duration_seconds",
        "From handing an event to the Kafka client to Kafka's acknowledgement.",
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0005, 2, 16) });

    private static readonly Counter Refusals = FromZero(Metrics.CreateCounter(
        "gateway_refusals_total", "Requests, commands and connections refused or closed, by code.", "code"));

    /// <summary>Counts an acknowledged event of <paramref name="bytes"/> bytes of data.</summary>
    public static void Published(int bytes, TimeSpan elapsed)
    {
        Events.Inc();
        Bytes.Inc(bytes);
        Latency.Observe(elapsed.TotalSeconds);
    }

    // There before the first case: increase() of a counter that begins at 1 is 0.
    private static Counter FromZero(Counter counter)
    {
        foreach (var code in Codes.All) counter.WithLabels(code.Name);
        return counter;
    }

    /// <summary>Counts a refusal; the label has as many values as the table of codes has rows.</summary>
    public static void Refused(Code code) => Refusals.WithLabels(code.Name).Inc();
}
