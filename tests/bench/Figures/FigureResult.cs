using System.Globalization;
using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>What a figure came to, and when, on what and how; kept in docs/performance.json until it is measured again.</summary>
internal sealed record FigureResult(string Name, string About, string Measured, string Command, FigureOutcome Outcome)
{
    public static FigureResult Of(Figure figure, BenchOptions options, string[] arguments, string load, FigureOutcome outcome) => new(
        figure.Name,
        figure.About,
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC. {Machine.Describe()}; load average before {load}. {options}"),
        $"dotnet run -c Release --project tests/bench -- --figure {figure.Name}{More(arguments)}",
        outcome);

    /// <summary>A section of the report.</summary>
    public string ToMarkdown() => $"""
        ### {Name}

        {About}

        {GoalTable.Of(Outcome.Goals)}
        {Measured}

            {Command}

        {Outcome.Details}
        """;

    // What was given beside the figure's name.
    private static string More(string[] arguments)
    {
        var at = Array.IndexOf(arguments, "--figure");
        var others = arguments.Where((_, i) => i != at && i != at + 1).ToArray();
        return others.Length == 0 ? "" : " " + string.Join(' ', others);
    }
}
