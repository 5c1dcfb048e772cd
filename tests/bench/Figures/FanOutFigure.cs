using System.Globalization;
using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>One event at a time to many, slowly enough that each is a write of its own: what the gateway adds to the kernel's own cost.</summary>
internal sealed class FanOutFigure : Figure
{
    private const double AtMost = 1.35;

    public override string Name => "fan-out";

    public override string About =>
        "One message a write: 80,000 deliveries a second, which nobody needs to batch, and the gateway is told not to (`Gateway:GatherTime` 0). `limit-1` is a C program that sends the same bytes, one `send` for each.";

    public override BenchOptions Defaults { get; } = new()
    {
        Clients = [1000, 5000],
        Deliveries = 80_000,
        Seconds = 10,
        Warmup = 30,
        Settings = [new("Gateway:GatherTime", "00:00:00")],
        Servers = ["gateway", "limit-1", "node-ws", "signalr", "centrifugo"],
    };

    public override async Task<FigureOutcome> RunAsync(FigureRun run)
    {
        var rounds = await run.Bench.RunRoundsAsync(run.Options);
        var (goals, bars) = (new List<GoalRow>(), new List<Bar>());
        foreach (var (clients, comparison) in Comparison.ByClients(rounds))
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"fan-out to {clients:N0}");
            if (comparison.Has("gateway") && comparison.Has("limit-1")) goals.Add(comparison.CostGoal(what, "limit-1", AtMost));
            bars.AddRange(comparison.Bars(string.Create(CultureInfo.InvariantCulture, $"{clients:N0} clients, one message a write")));
        }
        return new(goals, MarkdownReport.Table(run.Options, rounds), bars);
    }
}
