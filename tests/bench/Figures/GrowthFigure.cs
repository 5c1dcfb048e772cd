using System.Text;
using Gateway.Bench.Measuring;
using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>How a node's costs grow with clients, with channels and with partitions, as far as two cores and 20,000 file descriptors bear.</summary>
internal sealed class GrowthFigure : Figure
{
    private const int Clients = 5000;
    private static readonly int[] ClientCounts = [1000, 5000, 10_000, 18_000];
    private static readonly int[] ChannelCounts = [1, 10, 100, 1000];
    private static readonly int[] PartitionCounts = [100, 500];

    public override string Name => "growth";

    public override string About =>
        "The same node with more clients, for 60,000 deliveries a second; then, with 5,000 clients and 20,000 deliveries a second, with more channels, each with fewer clients, "
        + "so that more events make as many deliveries; then with more partitions. What it costs for each delivery, and what Kafka sends to it.";

    public override BenchOptions Defaults { get; } = new() { Seconds = 8, Warmup = 20, Rounds = 1, Servers = ["gateway"] };

    public override async Task<FigureOutcome> RunAsync(FigureRun run)
    {
        var table = new StringBuilder("""
            | clients | channels | partitions | events/s | deliveries/s | CPU µs/delivery | CPU µs/event | p99 ms | resident MB | from Kafka KB/s | missing, closed |
            | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """).AppendLine();
        var kept = true;
        foreach (var load in Loads(run.Options))
        {
            var round = (await run.Bench.RunRoundsAsync(load))[0];
            table.AppendLine(Row(load, round));
            kept &= round is { Missing: 0, Closed: 0 };
        }
        return new([new("growth: nothing missing, nobody closed, up to 18,000 clients", kept ? "none" : "some", "", kept)], table.ToString().TrimEnd(), []);
    }

    private static IEnumerable<BenchOptions> Loads(BenchOptions options)
    {
        foreach (var clients in ClientCounts) yield return Load(options, clients, channels: 1, deliveries: 60_000);
        foreach (var channels in ChannelCounts) yield return Load(options, Clients, channels, deliveries: 20_000);
        foreach (var partitions in PartitionCounts) yield return Load(options, Clients, channels: 100, deliveries: 20_000) with { Partitions = partitions };
    }

    private static BenchOptions Load(BenchOptions options, int clients, int channels, int deliveries) =>
        options with { Clients = [clients], Channels = channels, Rates = [Math.Max(1, (int)((long)deliveries * channels / clients))] };

    private static string Row(BenchOptions load, RoundResult round) => FormattableString.Invariant(
        $"| {round.Clients} | {load.Channels} | {load.Partitions} | {round.PublishedPerSecond:0} | {round.DeliveredPerSecond:0} | {round.MicrosecondsPerEvent:0.00} | {round.Cores * 1e6 / round.PublishedPerSecond:0} | {round.P99:0.0} | {round.RssMegabytes:0} | {round.KafkaBytesPerSecond / 1e3:0} | {round.Missing}, {round.Closed} |");
}
