using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>
/// What a delivery allocates: the same events go to few clients, then to many, and what is allocated more is divided by what is delivered more.
/// What an event costs once, however many get it, is so left out, and so is the reading of the metrics.
/// </summary>
internal sealed class AllocationFigure : Figure
{
    // What rounds to nothing.
    private const double Nothing = 0.5;

    public override string Name => "allocation";

    public override string About =>
        "Managed memory allocated, from the gateway's own metrics: the same events to few clients and to many, and how much more that takes for each delivery more.";

    public override BenchOptions Defaults { get; } = new()
    {
        Clients = [500, 2000],
        Rates = [40],
        Seconds = 10,
        // Until the compiler has done with the code of the path.
        Warmup = 30,
        Servers = ["gateway"],
    };

    public override async Task<FigureOutcome> RunAsync(FigureRun run)
    {
        var rounds = await run.Bench.RunRoundsAsync(run.Options);
        var byClients = Comparison.ByClients(rounds).OrderBy(group => group.Clients).Select(group => group.Of).ToList();
        var (few, many) = (byClients[0], byClients[^1]);
        var allocated = AllocatedPerSecond(many) - AllocatedPerSecond(few);
        var each = allocated / (DeliveredPerSecond(many) - DeliveredPerSecond(few));
        var details = byClients.Select(of => FormattableString.Invariant(
            $"- {AllocatedPerSecond(of) / 1e3:0} KB/s for {DeliveredPerSecond(of):0} deliveries/s: {AllocatedPerSecond(of) / DeliveredPerSecond(of):0.00} bytes each, with all that is done once for an event"));
        return new([new("allocated for each delivery: 0 bytes", FormattableString.Invariant($"{each:0.0} bytes"), "", each < Nothing)], string.Join('\n', details), []);
    }

    private static double AllocatedPerSecond(Comparison of) => of.MedianOf("gateway", round => round.AllocatedPerSecond);

    private static double DeliveredPerSecond(Comparison of) => of.MedianOf("gateway", round => round.DeliveredPerSecond);
}
