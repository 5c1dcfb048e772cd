using Gateway.Bench.Report;
using Gateway.Bench.Roaming;

namespace Gateway.Bench.Figures;

/// <summary>The scenarios as figures: whether anything was lost, and what each has of its own.</summary>
internal sealed class ScenarioFigure(string scenario, string about, BenchOptions defaults, Func<ScenarioResult, GoalRow> goal) : Figure
{
    public override string Name => scenario;

    public override string About => about;

    // Nodes, Kafka and clients share the machine: pinned to one CPU, ten thousand handshakes would measure the other.
    public override BenchOptions Defaults { get; } = defaults with { Scenario = scenario, Pinning = Pinning.None };

    public static Figure Storm() => new ScenarioFigure(
        "storm",
        "10,000 clients are cut off for a minute, until no window holds what they missed, and resume at once. Not pinned.",
        new() { Clients = [10_000], Channels = 10, Rates = [30], Seconds = 60, Settings = [new("Gateway:Window:Linger", "00:00:05")] },
        result => new(
            "storm: all live < 10 s, each partition read ≤ 2 times",
            FormattableString.Invariant($"{result.LiveAfterSeconds:0.0} s, {result.ReadsOfEachPartition:0.0} reads"),
            Column.FormatRatio(result.LiveAfterSeconds / 10),
            result.LiveAfterSeconds < 10 && result.ReadsOfEachPartition <= 2));

    public static Figure RollingUpgrade() => new ScenarioFigure(
        "rolling-upgrade",
        "A node with 10,000 clients gets SIGTERM while another is up; each client is told, and resumes there. Not pinned.",
        new() { Clients = [10_000], Channels = 10, Rates = [30] },
        result => new("rolling upgrade: nobody cut", FormattableString.Invariant($"{result.Cut} cut, all live after {result.LiveAfterSeconds:0.0} s"), "", result.Cut == 0));

    public static Figure Stalled() => new ScenarioFigure(
        "stalled",
        "1,000 clients stop reading; 100 go on, and their latency is measured. Windows of 1 MiB, so that those who stalled must read Kafka again. Not pinned.",
        new() { Clients = [100], Channels = 100, Rates = [1000], Size = 1000, Seconds = 30, Settings = [new("Gateway:Window:MaxBytesPerPartition", "1048576")] },
        result => new(
            "1,000 stall: p99 of those who read is no worse",
            FormattableString.Invariant($"{result.StalledP99:0} ms; {result.CalmP99:0} ms while all read"),
            Column.FormatRatio(result.StalledP99 / result.CalmP99),
            result.StalledP99 <= result.CalmP99));

    public override BenchOptions Short(BenchOptions options) =>
        options with { Clients = [Math.Min(1000, options.Clients[0])], Stalled = 200, Seconds = 10, Warmup = 2 };

    public override async Task<FigureOutcome> RunAsync(FigureRun run)
    {
        var result = await run.Bench.OnSiteAsync(run.Options, site => new Scenario(run.Options, site, run.Progress, run.Stop).RunAsync());
        var kept = new GoalRow(
            $"{scenario}: nothing lost, nothing doubled, no gap",
            $"{result.Lost} lost, {result.Doubled} doubled, {result.Gaps} gaps",
            "",
            result is { Lost: 0, Doubled: 0, Gaps: 0 });
        return new([kept, goal(result)], result.ToMarkdown(), []);
    }
}
