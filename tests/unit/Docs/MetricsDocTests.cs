using System.Text.RegularExpressions;

namespace Gateway.Tests.Unit.Docs;

/// <summary>docs/metrics.md names every metric of the code, and no other.</summary>
public sealed partial class MetricsDocTests
{
    private static readonly string[] Folders = ["gateway", "publisher-api", "shared"];

    [Fact]
    public void Metrics_OfTheCode_AreThoseOfTheDocument()
    {
        var code = Folders.SelectMany(Sources).SelectMany(file => Created().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value);
        var document = Named().Matches(File.ReadAllText(RepositoryFiles.PathOf("docs/metrics.md"))).Select(match => match.Groups[1].Value);
        Assert.Equal(code.Distinct().Order(), document.Distinct().Order());
    }

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(RepositoryFiles.PathOf(folder), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex("Create(?:Counter|Gauge|Histogram)\\(\\s*\"(gateway_[a-z_]+)\"")]
    private static partial Regex Created();

    [GeneratedRegex("(gateway_[a-z_]+)")]
    private static partial Regex Named();
}
