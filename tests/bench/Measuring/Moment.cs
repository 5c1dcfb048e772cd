using Gateway.Bench.Load;
using Gateway.Bench.Publishing;

namespace Gateway.Bench.Measuring;

/// <summary>All counters at one moment; a round is what lies between two.</summary>
internal sealed record Moment(LoadTotals Load, long Published, ProcessReading Server, ProcessReading Client, double MachineCpu)
{
    public static async Task<Moment> NowAsync(LoadClient client, int server, Publisher publisher, CancellationToken stop) => new(
        await client.TotalsAsync(stop),
        publisher.Total,
        ProcessReading.Of(server),
        ProcessReading.Of(client.Id),
        ProcessReading.MachineCpuSeconds());
}
