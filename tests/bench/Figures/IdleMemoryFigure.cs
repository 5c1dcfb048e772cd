using System.Globalization;
using System.Text;
using Gateway.Bench.Measuring;
using Gateway.Bench.Report;
using Gateway.Bench.Servers;

namespace Gateway.Bench.Figures;

/// <summary>Connections that are open and hear nothing: most of them, most of the time.</summary>
internal sealed class IdleMemoryFigure : Figure
{
    private const double AtMost = 10_000;

    public override string Name => "idle-memory";

    public override string About =>
        "Connections that are open, authenticated and subscribed while nothing is sent, after a collection of garbage. What the kernel keeps for a socket is not in it.";

    public override BenchOptions Defaults { get; } = new() { Clients = [10_000], Servers = ["gateway", "node-ws", "signalr", "centrifugo"] };

    public override BenchOptions Short(BenchOptions defaults) => defaults with { Clients = [2000], Rounds = 1 };

    public override async Task<FigureOutcome> RunAsync(FigureRun run)
    {
        var results = await run.Bench.RunIdleAsync(run.Options);
        var medians = results.GroupBy(result => (result.Clients, result.Server)).Select(group => Median([.. group])).ToList();
        return new([.. medians.Where(result => result.Server == "gateway").SelectMany(Goals)], Table(medians), []);
    }

    private static IEnumerable<GoalRow> Goals(IdleResult result) =>
        [Goal($"{result.Clients:N0} idle: resident", result.RssPerClient), Goal($"{result.Clients:N0} idle: on the heap", result.HeapPerClient)];

    private static GoalRow Goal(FormattableString what, double bytes) => new(
        FormattableString.Invariant($"{what.ToString(CultureInfo.InvariantCulture)} ≤ 10 KB a connection"),
        FormattableString.Invariant($"{bytes / 1e3:0.0} KB"),
        Column.FormatRatio(bytes / AtMost),
        bytes <= AtMost);

    private static IdleResult Median(IReadOnlyList<IdleResult> rounds) => rounds[0] with
    {
        RssPerClient = Medians.Of(rounds.Select(round => round.RssPerClient)),
        HeapPerClient = Medians.Of(rounds.Select(round => round.HeapPerClient)),
        RssMegabytes = Medians.Of(rounds.Select(round => round.RssMegabytes)),
        Closed = rounds.Sum(round => round.Closed),
    };

    private static string Table(IEnumerable<IdleResult> medians)
    {
        var table = new StringBuilder("| connections | server | resident KB each | heap KB each | RSS MB | closed |\n| ---: | --- | ---: | ---: | ---: | ---: |\n");
        foreach (var of in medians)
            table.Append(CultureInfo.InvariantCulture, $"| {of.Clients} | {of.Server} | {of.RssPerClient / 1e3:0.0} | {Kilobytes(of.HeapPerClient)} | {of.RssMegabytes:0} | {of.Closed} |\n");
        return table.ToString();
    }

    private static string Kilobytes(double bytes) => double.IsNaN(bytes) ? "" : (bytes / 1e3).ToString("0.0", CultureInfo.InvariantCulture);
}
