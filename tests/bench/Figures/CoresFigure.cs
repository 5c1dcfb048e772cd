using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>Whether a second core is of use: more is published than can be delivered, to the same node on one core, then on all.</summary>
internal sealed class CoresFigure : Figure
{
    public override string Name => "cores";

    public override string About =>
        "More is published than the machine can deliver; the node has one core, then all. The clients, Kafka and the publisher share them with it both times, so on two cores "
        + "it can get what they leave.";

    public override BenchOptions Defaults { get; } = new()
    {
        Clients = [5000],
        Deliveries = 3_000_000,
        Seconds = 8,
        Warmup = 25,
        Rounds = 3,
        Servers = ["gateway"],
        Pinning = Pinning.None,
    };

    public override async Task<FigureOutcome> RunAsync(FigureRun run)
    {
        var one = await run.Bench.RunRoundsAsync(run.Options with { Pinning = run.Options.Pinning with { Server = "0" } });
        var two = await run.Bench.RunRoundsAsync(run.Options);
        var (onOne, onAll) = (Medians.Of(one.Select(round => round.DeliveredPerSecond)), Medians.Of(two.Select(round => round.DeliveredPerSecond)));
        var goal = new GoalRow(
            "all cores deliver more than one", FormattableString.Invariant($"{onAll:0}/s; {onOne:0}/s on one"), Column.FormatRatio(onAll / onOne), onAll > onOne);
        return new([goal], $"One core:\n\n{MarkdownReport.Table(run.Options, one)}\nAll cores:\n\n{MarkdownReport.Table(run.Options, two).TrimEnd()}", []);
    }
}
