using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>Whether a second core is of use: more is published than can be delivered, to the same node and clients on one core, then on all.</summary>
internal sealed class CoresFigure : Figure
{
    public override string Name => "cores";

    public override string About =>
        "More is published than the machine can deliver. The node and its clients have one core together, then all; Kafka has all both times. (On a core of its own a node "
        + "delivers what one other core can receive: two cores are then no more than one.)";

    public override BenchOptions Defaults { get; } = new()
    {
        Clients = [5000],
        Deliveries = 5_000_000,
        Seconds = 8,
        Warmup = 25,
        Rounds = 3,
        Servers = ["gateway"],
        Pinning = Pinning.None,
    };

    public override async Task<FigureOutcome> RunAsync(FigureRun run)
    {
        var one = await run.Bench.RunRoundsAsync(run.Options with { Pinning = new Pinning("0", "0") });
        var two = await run.Bench.RunRoundsAsync(run.Options);
        var (onOne, onAll) = (Medians.Of(one.Select(round => round.DeliveredPerSecond)), Medians.Of(two.Select(round => round.DeliveredPerSecond)));
        var goal = new GoalRow(
            "all cores deliver more than one", FormattableString.Invariant($"{onAll:0}/s; {onOne:0}/s on one"), Column.FormatRatio(onAll / onOne), onAll > onOne);
        return new([goal], $"One core:\n\n{MarkdownReport.Table(run.Options, one)}\nAll cores:\n\n{MarkdownReport.Table(run.Options, two).TrimEnd()}", []);
    }
}
