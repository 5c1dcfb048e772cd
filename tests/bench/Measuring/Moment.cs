using Gateway.Bench.Load;
using Gateway.Bench.Publishing;
using Gateway.Bench.Roaming;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Measuring;

/// <summary>All counters at one moment; a round is what lies between two.</summary>
internal sealed record Moment(LoadTotals Load, long Published, ProcessReading Server, ProcessReading Client, double MachineCpu)
{
    /// <summary>The server's own; null if it has none.</summary>
    public NodeMetrics? Metrics { get; init; }

    /// <summary>What it has received of Kafka.</summary>
    public double KafkaBytes { get; init; } = double.NaN;

    public static async Task<Moment> NowAsync(LoadClient client, ServiceProcess server, Publisher publisher, CancellationToken stop) => new(
        await client.TotalsAsync(stop),
        publisher.Total,
        ProcessReading.Of(server.Process.Id),
        ProcessReading.Of(client.Id),
        ProcessReading.MachineCpuSeconds());

    /// <summary>With what the gateway tells of itself.</summary>
    public async Task<Moment> WithMetricsAsync(ServiceProcess server, string bootstrapServers, CancellationToken stop) => this with
    {
        Metrics = await NodeMetrics.ReadAsync(server.Address, stop),
        KafkaBytes = KafkaTraffic.ReceivedBy(server.Process.Id, bootstrapServers),
    };
}
