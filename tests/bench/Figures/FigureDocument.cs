using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Bench.Report;

namespace Gateway.Bench.Figures;

/// <summary>
/// docs/performance.json keeps the results, so that one figure can be measured anew and the others stay; docs/performance.md, between its
/// marks, and docs/performance.svg are written from it.
/// </summary>
internal static class FigureDocument
{
    public const string Begin = "<!-- figures: written by tests/bench -->";
    public const string End = "<!-- end of the figures -->";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        // A server that ended in the middle has no cost.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Puts a result in the place of the last one of its figure, and writes all anew.</summary>
    public static void Keep(FigureResult result)
    {
        var results = Read().Where(other => other.Name != result.Name).Append(result).OrderBy(Place).ToList();
        File.WriteAllText(FileOf("json"), JsonSerializer.Serialize(results, Readable) + "\n");
        File.WriteAllText(FileOf("svg"), BarChart.Of([.. results.SelectMany(each => each.Outcome.Bars)]));
        File.WriteAllText(FileOf("md"), Replace(File.ReadAllText(FileOf("md")), ToMarkdown(results)));
    }

    /// <summary>The page with this text between its marks.</summary>
    public static string Replace(string page, string text)
    {
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin) throw new BenchException($"docs/performance.md has lost its marks {Begin} and {End}.");
        return $"{page[..(begin + Begin.Length)]}\n{text}\n{page[end..]}";
    }

    /// <summary>One table of all goals, the picture, then the figures one by one.</summary>
    public static string ToMarkdown(IReadOnlyList<FigureResult> results) =>
        $"{GoalTable.Of(results.SelectMany(result => result.Outcome.Goals))}\n"
        + "![CPU time of the server for each delivered message](performance.svg)\n\n"
        + string.Join('\n', results.Select(result => result.ToMarkdown()));

    private static List<FigureResult> Read() =>
        File.Exists(FileOf("json")) ? JsonSerializer.Deserialize<List<FigureResult>>(File.ReadAllText(FileOf("json"))) ?? [] : [];

    private static string FileOf(string kind) => Path.Combine(BenchFolders.Docs, $"performance.{kind}");

    private static int Place(FigureResult result) => AllFigures.InOrder.TakeWhile(figure => figure.Name != result.Name).Count();
}
