using System.Globalization;
using System.Text;
using Gateway.Bench.Measuring;

namespace Gateway.Bench.Report;

/// <summary>The results as Markdown: machine, command, medians of the rounds, and what each server is to the first.</summary>
internal static class MarkdownReport
{
    private const string Header = """
        | clients | events/s | server | delivered/s | p50 ms | p99 ms | p99.9 ms | CPU µs/event | cores | RSS MB | RSS KB/client | frames/read | bytes/event | missing | duplicate | out of order | closed |
        | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        """;

    public static string Of(BenchOptions options, IReadOnlyList<RoundResult> results, string[] arguments)
    {
        var report = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"`dotnet run -c Release --project tests/bench -- {string.Join(' ', arguments)}`, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC  ")
            .AppendLine(Machine.Describe())
            .AppendLine(CultureInfo.InvariantCulture, $"{options.Pinning}; {options.Size} bytes of data; {options.Rounds} rounds of {options.Seconds} s after {options.Warmup} s, medians; counts are sums.")
            .AppendLine()
            .AppendLine(Header);
        foreach (var cell in results.GroupBy(result => (result.Rate, result.Clients)))
            AppendCell(report, options, [.. cell]);
        return report.ToString();
    }

    /// <summary>One round, or the medians of several, as a row.</summary>
    public static string Line(params IReadOnlyList<RoundResult> rounds)
    {
        string Median(Func<RoundResult, double> of, string format) => Medians.Of(rounds.Select(of)).ToString(format, CultureInfo.InvariantCulture);
        return $"| {rounds[0].Clients} | {Median(r => r.PublishedPerSecond, "0")} | {rounds[0].Server} | {Median(r => r.DeliveredPerSecond, "0")} "
            + $"| {Median(r => r.P50, "0.00")} | {Median(r => r.P99, "0.00")} | {Median(r => r.P999, "0.00")} "
            + $"| {Median(r => r.MicrosecondsPerEvent, "0.00")} | {Median(r => r.Cores, "0.00")} "
            + $"| {Median(r => r.RssMegabytes, "0")} | {Median(r => r.RssKilobytesPerClient, "0.0")} "
            + $"| {Median(r => r.FramesPerRead, "0.00")} | {Median(r => r.BytesPerEvent, "0")} "
            + $"| {rounds.Sum(r => r.Missing)} | {rounds.Sum(r => r.Duplicates)} | {rounds.Sum(r => r.OutOfOrder)} | {rounds.Sum(r => r.Closed)} |";
    }

    private static void AppendCell(StringBuilder report, BenchOptions options, IReadOnlyList<RoundResult> cell)
    {
        var servers = options.Servers.Select(name => cell.Where(result => result.Server == name).ToList()).ToList();
        foreach (var rounds in servers) report.AppendLine(Line(rounds));
        foreach (var other in servers.Skip(1)) report.AppendLine(Ratios(servers[0], other));
    }

    // How many times as much the other server needs, or gives.
    private static string Ratios(List<RoundResult> first, List<RoundResult> other)
    {
        string Ratio(Func<RoundResult, double> of) =>
            (Medians.Of(other.Select(of)) / Medians.Of(first.Select(of))).ToString("×0.00", CultureInfo.InvariantCulture);
        return $"| {first[0].Clients} | {first[0].Rate} | *{other[0].Server} ÷ {first[0].Server}* | {Ratio(r => r.DeliveredPerSecond)} "
            + $"| {Ratio(r => r.P50)} | {Ratio(r => r.P99)} | {Ratio(r => r.P999)} | {Ratio(r => r.MicrosecondsPerEvent)} | {Ratio(r => r.Cores)} "
            + $"| {Ratio(r => r.RssMegabytes)} | {Ratio(r => r.RssKilobytesPerClient)} | {Ratio(r => r.FramesPerRead)} | {Ratio(r => r.BytesPerEvent)} | | | | |";
    }
}
