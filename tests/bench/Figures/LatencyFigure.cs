using Gateway.Bench.Measuring;
using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>From just before the REST request until a client has read the event, at half of what a core can deliver without batching.</summary>
internal sealed class LatencyFigure : Figure
{
    public override string Name => "latency";

    public override string About =>
        "From just before the REST request that publishes an event until a client has read it: publisher API, Kafka (`acks=all`), gateway, socket. "
        + "The load is half of what one core delivers when each message is a write of its own; an event goes to 100 clients, one after the other.";

    public override BenchOptions Defaults { get; } = new()
    {
        Clients = [1000],
        Channels = 10,
        Rates = [480],
        ViaRest = true,
        Seconds = 20,
        // Until the compiler has done with the code of the path.
        Warmup = 30,
        Pinning = Pinning.None,
        Servers = ["gateway"],
    };

    public override async Task<FigureOutcome> RunAsync(FigureRun run)
    {
        var rounds = await run.Bench.RunRoundsAsync(run.Options);
        var of = new Comparison(rounds);
        return new([Goal(of, "p50", 5, round => round.P50), Goal(of, "p99", 25, round => round.P99)], MarkdownReport.Table(run.Options, rounds), []);
    }

    private static GoalRow Goal(Comparison of, string quantile, double atMost, Func<RoundResult, double> value)
    {
        var milliseconds = of.MedianOf("gateway", value);
        return new(
            FormattableString.Invariant($"REST to socket, {quantile} ≤ {atMost} ms"),
            FormattableString.Invariant($"{milliseconds:0.00} ms"),
            Column.FormatRatio(milliseconds / atMost),
            milliseconds <= atMost);
    }
}
