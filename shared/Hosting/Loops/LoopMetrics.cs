using Prometheus;

namespace Gateway.Shared.Hosting.Loops;

/// <summary>Metrics of the background loops.</summary>
internal static class LoopMetrics
{
    /// <summary>Rounds that ended with an exception.</summary>
    public static readonly Counter Failures = Metrics.CreateCounter(
        "gateway_loop_failures_total", "Rounds of background loops that failed and were tried again, by loop.", "loop");
}
