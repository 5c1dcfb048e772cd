using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Unit.Deploy;

/// <summary>What the files of a deployment must say; they are not run here.</summary>
public sealed partial class DeploymentFilesTests
{
    [Fact]
    public void Compose_Ports_AreOpenToThisMachineOnly()
    {
        var published = Published().Matches(Text("compose.yaml")).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(published);
        Assert.All(published, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public void Compose_Images_HaveAVersion() => Assert.DoesNotContain(":latest", Text("compose.yaml"), StringComparison.Ordinal);

    [Fact]
    public void Chart_SelfTestApp_IsOffByDefault() =>
        Assert.Matches(@"(?m)^selfTest:\n(  #.*\n)*  enabled: false", Text("deploy/helm/values.yaml"));

    [Fact]
    public void Chart_Schema_TakesTheTablesOfAnApp() =>
        Assert.True(JsonDocument.Parse(Text("deploy/helm/values.schema.json")).RootElement
            .GetProperty("definitions").GetProperty("app").GetProperty("properties").TryGetProperty("tables", out _));

    [Theory]
    [InlineData("deploy/helm/templates/deployment.yaml")]
    [InlineData("deploy/helm/templates/servicemonitor.yaml")]
    public void Chart_ProbesAndMonitors_AskThePortOfOperations(string file) =>
        Assert.DoesNotMatch("path: /(livez|readyz|metrics), port: http", Text(file));

    private static string Text(string path) => File.ReadAllText(RepositoryFiles.PathOf(path));

    [GeneratedRegex("- \"([0-9.:]+:[0-9]+)\"")]
    private static partial Regex Published();
}
