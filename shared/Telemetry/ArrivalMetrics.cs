using Prometheus;

namespace Gateway.Shared.Telemetry;

/// <summary>What is open, known or not.</summary>
internal static class ArrivalMetrics
{
    /// <summary>All TCP connections.</summary>
    public static readonly Gauge Open = Metrics.CreateGauge("gateway_tcp_connections", "Open TCP connections, of every kind.");

    /// <summary>Those of them that nobody knows.</summary>
    public static readonly Gauge Strangers = Metrics.CreateGauge("gateway_strangers", "TCP connections that have shown no grant.");
}
