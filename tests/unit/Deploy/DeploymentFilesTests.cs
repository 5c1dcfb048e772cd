using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Shared.Apps;

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
    public void Chart_NetworkPolicy_IsOnByDefault() =>
        Assert.Matches(@"(?m)^networkPolicy:\n(  #.*\n)*  enabled: true", Text("deploy/helm/values.yaml"));

    public static TheoryData<string> AppSettings() => [.. typeof(AppOptions).GetProperties().Select(setting => setting.Name)];

    // So that a setting that is added to the code is added here too.
    [Theory]
    [MemberData(nameof(AppSettings))]
    public void Chart_SettingOfAnApp_IsInSchemaTemplateAndComment(string setting)
    {
        var value = JsonNamingPolicy.CamelCase.ConvertName(setting);
        Assert.True(AppSchema().TryGetProperty(value, out _), $"values.schema.json has no {value}");
        Assert.Contains($"Apps__{{{{ $app }}}}__{setting}", SecretSettings(), StringComparison.Ordinal);
        Assert.Matches($"(?m)^#     {value}:", Text("deploy/helm/values.yaml"));
    }

    [Theory]
    [InlineData("08:00:00", true)]
    [InlineData("7.00:00:00", true)]
    [InlineData("8h", false)]
    public void Chart_MaxTokenLifetime_IsATimeSpan(string value, bool good) =>
        Assert.Equal(good, Regex.IsMatch(value, AppSchema().GetProperty("maxTokenLifetime").GetProperty("pattern").GetString()!));

    [Theory]
    [InlineData("*", true)]
    [InlineData("https://*.example.com", true)]
    [InlineData("http://localhost:5173", true)]
    [InlineData("app.example.com", false)]
    [InlineData("https://app.example.com/", false)]
    public void Chart_Origin_HasASchemeAndNoPath(string value, bool good) =>
        Assert.Equal(good, Regex.IsMatch(value, AppSchema().GetProperty("origins").GetProperty("items").GetProperty("pattern").GetString()!));

    [Fact]
    public void Compose_DemoApp_IsOpenToPagesOfBothServices() =>
        Assert.Matches(@"(?s)environment: &environment\n.*    Apps__demo__Origins__0: ""\*""\n.*\nservices:", Text("compose.yaml"));

    [Theory]
    [InlineData("deploy/helm/templates/deployment.yaml")]
    [InlineData("deploy/helm/templates/servicemonitor.yaml")]
    public void Chart_ProbesAndMonitors_AskThePortOfOperations(string file) =>
        Assert.DoesNotMatch("path: /(livez|readyz|metrics), port: http", Text(file));

    private static JsonElement AppSchema() =>
        JsonDocument.Parse(Text("deploy/helm/values.schema.json")).RootElement.GetProperty("definitions").GetProperty("app").GetProperty("properties");

    // Not the self-test's.
    private static string SecretSettings() => Text("deploy/helm/templates/_helpers.tpl").Split("define \"gateway.secretSettings\"")[1].Split("define ")[0];

    private static string Text(string path) => File.ReadAllText(RepositoryFiles.PathOf(path));

    [GeneratedRegex("- \"([0-9.:]+:[0-9]+)\"")]
    private static partial Regex Published();
}
