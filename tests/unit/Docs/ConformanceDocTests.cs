using System.Text.RegularExpressions;

namespace Gateway.Tests.Unit.Docs;

/// <summary>The tests that docs/reference/conformance.md names are there.</summary>
public sealed partial class ConformanceDocTests
{
    [Fact]
    public void Test_NamedInTheDocument_Exists()
    {
        var sources = SourcesOfTests();
        var named = Named().Matches(File.ReadAllText(RepositoryFiles.PathOf("docs/reference/conformance.md"))).Select(match => (Class: match.Groups[1].Value, Method: match.Groups[3].Value)).ToList();

        Assert.True(named.Count > 100);
        Assert.Empty(named.Where(test => !sources.TryGetValue(test.Class, out var source) || !source.Contains($" {test.Method}(", StringComparison.Ordinal)).Distinct());
    }

    private static Dictionary<string, string> SourcesOfTests()
    {
        var sources = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(RepositoryFiles.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            sources[name] = sources.GetValueOrDefault(name) + File.ReadAllText(file);
        }
        return sources;
    }

    [GeneratedRegex(@"`(\w+Tests)(\.(\w+))`")]
    private static partial Regex Named();
}
