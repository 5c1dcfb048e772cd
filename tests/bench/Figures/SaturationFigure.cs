using System.Globalization;
using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>More than one core can deliver: how much it does deliver, and whether somebody is cut off.</summary>
internal sealed class SaturationFigure : Figure
{
    private const double AtMost = 1.5;
    private const double AtLeast = 10;

    public override string Name => "saturation";

    public override string About =>
        "Events are published faster than one core of the others can deliver them, and about as fast as one of the gateway can. `limit-16` is the C program with 16 of the same frames in each `send`; `limit-128` (54 KB) is about what is left of it where all is late.";

    public override BenchOptions Defaults { get; } = new()
    {
        Clients = [1000, 5000],
        Deliveries = 4_000_000,
        // Kafka and the publisher share a CPU with the clients: what they take for each event is missed there.
        Linger = 20,
        Seconds = 10,
        Warmup = 30,
        Servers = ["gateway", "limit-16", "limit-128", "node-ws", "signalr", "centrifugo"],
    };

    public override async Task<FigureOutcome> RunAsync(FigureRun run)
    {
        var rounds = await run.Bench.RunRoundsAsync(run.Options);
        var (goals, bars) = (new List<GoalRow>(), new List<Bar>());
        foreach (var (clients, comparison) in Comparison.ByClients(rounds))
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"saturation, {clients:N0} clients");
            if (comparison.Has("gateway")) goals.AddRange(comparison.Servers.SelectMany(server => Goals(comparison, what, server)));
            bars.AddRange(comparison.Bars(string.Create(CultureInfo.InvariantCulture, $"{clients:N0} clients, saturated")));
        }
        return new(goals, MarkdownReport.Table(run.Options, rounds), bars);
    }

    private static IEnumerable<GoalRow> Goals(Comparison comparison, string what, string server) => server switch
    {
        "gateway" => [],
        "limit-16" => [comparison.CostGoal(what, server, AtMost)],
        _ when server.StartsWith("limit", StringComparison.Ordinal) => [],
        _ => [comparison.PerCoreGoal(what, server, AtLeast)],
    };
}
