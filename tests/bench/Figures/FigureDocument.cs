using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Bench.Figures;

/// <summary>docs/performance.json keeps the results, so that one figure can be measured anew and the others stay.</summary>
internal static class FigureDocument
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string JsonFile => Path.Combine(BenchFolders.Docs, "performance.json");

    /// <summary>Puts a result in the place of the last one of its figure.</summary>
    public static void Keep(FigureResult result)
    {
        var results = Read().Where(other => other.Name != result.Name).Append(result).OrderBy(Place).ToList();
        File.WriteAllText(JsonFile, JsonSerializer.Serialize(results, Readable) + "\n");
    }

    private static List<FigureResult> Read() =>
        File.Exists(JsonFile) ? JsonSerializer.Deserialize<List<FigureResult>>(File.ReadAllText(JsonFile)) ?? [] : [];

    private static int Place(FigureResult result) => AllFigures.InOrder.TakeWhile(figure => figure.Name != result.Name).Count();
}
