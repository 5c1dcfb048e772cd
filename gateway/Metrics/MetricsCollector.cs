using Gateway.Channels;
using Gateway.Log;
using Gateway.Shared.Kafka;
using Gateway.Shared.Telemetry;

namespace Gateway.Metrics;

/// <summary>Reads the gauges that are only looked at when Prometheus asks.</summary>
internal sealed class MetricsCollector(WindowTable windows, FrameFiles files, ReplayQueue replays, LogConsumer consumer) : IHostedService
{
    private volatile bool _stopped;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        RuntimeMetrics.Show(typeof(GatewayMetrics), typeof(ReplayMetrics), typeof(CursorMetrics));
        Prometheus.Metrics.DefaultRegistry.AddBeforeCollectCallback(Collect);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopped = true;
        return Task.CompletedTask;
    }

    private void Collect()
    {
        // The registry keeps the callback for as long as the process lives, and a consumer that was disposed of must not be asked.
        if (_stopped) return;
        long bytes = 0, lag = 0, partitions = 0;
        foreach (var window in windows.All)
        {
            partitions++;
            bytes += window.Bytes;
            lag += Math.Max(0, consumer.KnownEndOf(window.Id) - window.Head - 1);
        }
        GatewayMetrics.WindowBytes.Set(bytes);
        GatewayMetrics.FrameFileBytes.Set(files.Bytes);
        GatewayMetrics.Lag.Set(lag);
        GatewayMetrics.Partitions.Set(partitions);
        ReplayMetrics.Waiting.Set(replays.Count);
        ReplayMetrics.Behind.Set(replays.Behind);
        ReplayMetrics.FellBehind.IncTo(replays.FellBehind);
    }
}
