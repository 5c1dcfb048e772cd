using Gateway.Bench;
using Gateway.Bench.Figures;

namespace Gateway.Tests.Unit.Bench;

public sealed class FigureDocumentTests
{
    [Fact]
    public void Replace_TwoTimes_LeavesOnlyTheSecondAndAllAround()
    {
        var page = $"before\n{FigureDocument.Begin}\n{FigureDocument.End}\nafter\n";
        var twice = FigureDocument.Replace(FigureDocument.Replace(page, "first"), "second");
        Assert.Equal($"before\n{FigureDocument.Begin}\nsecond\n{FigureDocument.End}\nafter\n", twice);
    }

    [Fact]
    public void Replace_MarksAreLost_SaysSo() => Assert.Throws<BenchException>(() => FigureDocument.Replace("a page", "text"));

    [Fact]
    public void Replace_TheRealPage_HasItsMarks() =>
        Assert.Contains("text", FigureDocument.Replace(File.ReadAllText(RepositoryFiles.PathOf("docs/performance.md")), "text"), StringComparison.Ordinal);

    [Fact]
    public void ToMarkdown_GoalsOfAllFigures_StandInOneTable()
    {
        var markdown = FigureDocument.ToMarkdown([Result("first", true), Result("second", false)]);
        var table = markdown[..markdown.IndexOf("![", StringComparison.Ordinal)];
        Assert.Contains("| first is small | 1 | ×1.00 | yes |", table, StringComparison.Ordinal);
        Assert.Contains("| second is small | 1 | ×1.00 | **no** |", table, StringComparison.Ordinal);
    }

    private static FigureResult Result(string name, bool met) =>
        new(name, "About.", "Machine.", "command", new FigureOutcome([new($"{name} is small", "1", "×1.00", met)], "details", []));
}
