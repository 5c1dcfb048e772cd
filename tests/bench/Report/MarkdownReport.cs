using System.Globalization;
using System.Text;
using Gateway.Bench.Measuring;

namespace Gateway.Bench.Report;

/// <summary>The results as Markdown: machine, command, medians of the rounds, and what each server is to the first.</summary>
internal static class MarkdownReport
{
    private static readonly Column[] Columns =
    [
        new("delivered/s", "0", round => round.DeliveredPerSecond),
        new("p50 ms", "0.00", round => round.P50),
        new("p99 ms", "0.00", round => round.P99),
        new("p99.9 ms", "0.00", round => round.P999),
        new("CPU µs/event", "0.00", round => round.MicrosecondsPerEvent),
        new("cores", "0.00", round => round.Cores),
        new("RSS MB", "0", round => round.RssMegabytes),
        new("KB/client", "0.0", round => round.RssKilobytesPerClient),
        new("frames/read", "0.00", round => round.FramesPerRead),
        new("bytes/event", "0", round => round.BytesPerEvent),
        new("client cores", "0.00", round => round.ClientCores),
        new("other cores", "0.00", round => round.OtherCores),
    ];

    public static string Of(BenchOptions options, IReadOnlyList<RoundResult> results, string[] arguments)
    {
        var report = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"    dotnet run -c Release --project tests/bench -- {string.Join(' ', arguments)}")
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC. {Machine.Describe()}. {options}")
            .AppendLine()
            .Append(Table(options, results));
        return report.ToString();
    }

    /// <summary>The table alone.</summary>
    public static string Table(BenchOptions options, IReadOnlyList<RoundResult> results)
    {
        var report = new StringBuilder()
            .AppendLine($"| clients | events/s | server | {Joined(column => column.Name)} | missing, twice, disordered, closed |")
            .AppendLine($"| ---: | ---: | --- | {Joined(_ => "---:")} | ---: |");
        foreach (var cell in results.GroupBy(result => (result.Rate, result.Clients))) AppendCell(report, options, [.. cell]);
        return report.ToString();
    }

    /// <summary>What a scenario told.</summary>
    public static string Of(Roaming.ScenarioResult scenario, string[] arguments) =>
        string.Create(CultureInfo.InvariantCulture, $"    dotnet run -c Release --project tests/bench -- {string.Join(' ', arguments)}\n\n{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC. {Machine.Describe()}.\n\n")
        + scenario.ToMarkdown();

    /// <summary>One round, or the medians of several, as a row; the counts of events and connections are sums.</summary>
    public static string Line(params IReadOnlyList<RoundResult> rounds) =>
        $"| {rounds[0].Clients} | {Medians.Of(rounds.Select(round => round.PublishedPerSecond)):0} | {rounds[0].Server} "
        + $"| {Joined(column => column.Format(column.MedianOf(rounds)))} "
        + $"| {rounds.Sum(r => r.Missing)}, {rounds.Sum(r => r.Duplicates)}, {rounds.Sum(r => r.OutOfOrder)}, {rounds.Sum(r => r.Closed)} |";

    private static void AppendCell(StringBuilder report, BenchOptions options, IReadOnlyList<RoundResult> cell)
    {
        var servers = options.Servers.Select(name => cell.Where(result => result.Server == name).ToList()).ToList();
        foreach (var rounds in servers) report.AppendLine(Line(rounds));
        foreach (var other in servers.Skip(1)) report.AppendLine(Ratios(servers[0], other));
    }

    // How many times as much the other server needs, or gives.
    private static string Ratios(List<RoundResult> first, List<RoundResult> other) =>
        $"| {first[0].Clients} | {first[0].Rate} | *{other[0].Server} ÷ {first[0].Server}* "
        + $"| {Joined(column => Column.FormatRatio(column.MedianOf(other) / column.MedianOf(first)))} | |";

    private static string Joined(Func<Column, string> text) => string.Join(" | ", Columns.Select(text));
}
