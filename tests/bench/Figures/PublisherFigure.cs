using System.Globalization;
using System.Text;
using Gateway.Bench.PublisherLoad;
using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>What the publisher API takes, single events and batches, as a part of what Kafka takes from a bare producer.</summary>
internal sealed class PublisherFigure : Figure
{
    private const double SingleAtLeast = 0.7;
    private const double BatchAtLeast = 0.9;

    public override string Name => "publisher";

    public override string About =>
        "The publisher API beside a bare producer (idempotent, acks=all, the same records) on the same broker: single events, 64 in flight, and "
        + "batches of 1,000, four in flight. Nothing is pinned: what it costs to call the API is all in the ratio. "
        + "The least API has the same producer, asks for no key, checks nothing and remembers nothing: no API in ASP.NET can reach more here.";

    public override BenchOptions Defaults { get; } = new() { Rounds = 5, Seconds = 5, Warmup = 6, Servers = [], Pinning = Pinning.None };

    public override async Task<FigureOutcome> RunAsync(FigureRun run)
    {
        var result = await run.Bench.OnSiteAsync(run.Options, site => new PublisherLoadRun(PlanOf(run.Options), site, run.Progress).RunAsync(run.Stop));
        return new(
            [
                Goal("publisher API, single events, ≥ 70% of a bare producer", result.SingleRatio, SingleAtLeast),
                Goal("publisher API, batches of 1,000, ≥ 90% of it", result.BatchRatio, BatchAtLeast),
            ],
            TableOf(result),
            []);
    }

    private static PublisherLoadPlan PlanOf(BenchOptions options) => new()
    {
        Size = options.Size,
        Warmup = TimeSpan.FromSeconds(options.Warmup),
        Measured = TimeSpan.FromSeconds(options.Seconds),
        Rounds = options.Rounds,
        Settings = options.Settings,
    };

    private static GoalRow Goal(string goal, double ratio, double atLeast) =>
        new(goal, string.Create(CultureInfo.InvariantCulture, $"{ratio:P0}"), Column.FormatRatio(ratio / atLeast), ratio >= atLeast);

    private static string TableOf(PublisherLoadResult result)
    {
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"The least API reaches {result.LeastSingleRatio:P0} of the bare producer with single events, ours {result.SingleRatio / result.LeastSingleRatio:P0} of that; with batches {result.LeastBatchRatio:P0}, ours {result.BatchRatio / result.LeastBatchRatio:P0} of that.\n\n");
        table.Append("Beside the rate, the processor time of an event in µs: API + its caller, or the bare producer, + Kafka.\n\n");
        table.Append("| round | single: bare/s | µs | API/s | µs | least API/s | µs | batch: bare/s | µs | API/s | µs | least API/s | µs |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        for (var i = 0; i < result.Rounds.Count; i++)
        {
            var round = result.Rounds[i];
            table.Append(CultureInfo.InvariantCulture, $"| {i} |{Cells(round.BareSingle)}{Cells(round.ApiSingle)}{Cells(round.LeastSingle)}{Cells(round.BareBatch)}{Cells(round.ApiBatch)}{Cells(round.LeastBatch)}\n");
        }
        return table.ToString().TrimEnd();
    }

    private static string Cells(PublisherReading reading) => string.Create(CultureInfo.InvariantCulture, $" {reading.PerSecond:0} | {reading.Microseconds} |");
}
