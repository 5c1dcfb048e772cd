using System.Runtime.CompilerServices;
using Gateway.Shared.Hosting.Loops;
using Prometheus;

namespace Gateway.Shared.Telemetry;

/// <summary>Prepares what <c>/metrics</c> shows from the first request on.</summary>
public static class RuntimeMetrics
{
    // Once in a process, however many services it runs. Of .NET only the meter System.Runtime, as docs/metrics.md promises: event counters are the same figures
    // once more, and other meters are internal (private_internaldiagnostics_…) or cost something for each request.
    static RuntimeMetrics()
    {
        Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions
        {
            SuppressProcessMetrics = false,
            SuppressDebugMetrics = true,
            SuppressEventCounters = true,
            SuppressMeters = false,
        });
        Metrics.ConfigureMeterAdapter(adapter => adapter.InstrumentFilterPredicate = instrument => instrument.Meter.Name == "System.Runtime");
    }

    /// <summary>
    /// Has the metrics of these classes shown before their first use, and those of both services: a class is initialized when it is first used, and
    /// <c>increase()</c> of a counter that begins at 1 is 0.
    /// </summary>
    public static void Show(params Type[] classes)
    {
        foreach (var one in (Type[])[typeof(ArrivalMetrics), typeof(HistoryMetrics), typeof(KafkaMetrics), typeof(LoopMetrics), typeof(PublishMetrics), .. classes])
            RuntimeHelpers.RunClassConstructor(one.TypeHandle);
    }
}
