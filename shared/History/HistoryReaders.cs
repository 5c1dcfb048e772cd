using Gateway.Shared.Hosting;
using Gateway.Shared.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.History;

/// <summary>The readers of a process, each on a thread of its own, because they block while Kafka is asked.</summary>
internal sealed class HistoryReaders(
    HistoryQueue queue, IOptions<HistoryOptions> options, IOptions<KafkaOptions> kafka, TimeProvider time, ILoggerFactory logs) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Value.Readers).Select(_ => DedicatedThread.RunAsync(() => Run(stoppingToken))));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        queue.Close();
    }

    private void Run(CancellationToken stopping)
    {
        using var reader = new HistoryReader(queue, options.Value, Connect, time, logs.CreateLogger<HistoryReader>());
        reader.Run(stopping);
    }

    private LogConsumer Connect() => new(kafka.Value.HistoryConsumer(), "history consumer", time, logs.CreateLogger<LogConsumer>());
}
