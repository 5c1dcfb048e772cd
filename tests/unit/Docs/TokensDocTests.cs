using System.Diagnostics;
using System.Text.RegularExpressions;
using Gateway.Shared.Apps;
using Gateway.Shared.Sessions;

namespace Gateway.Tests.Unit.Docs;

/// <summary>Each way of docs/tokens.md to make a token makes one that is accepted, with the keys of the trial.</summary>
public sealed partial class TokensDocTests
{
    private static readonly Dictionary<string, string> KeysOfTheTrial = new() { ["Id"] = "demo", ["Secret"] = "demo-secret-not-for-production-0123456789" };
    private static readonly string Document = File.ReadAllText(RepositoryFiles.PathOf("docs/tokens.md"));

    [SkippableTheory]
    [InlineData("bash", "openssl", "bash", "token.sh", "")]
    [InlineData("js", "node", "node", "token.js", "")]
    [InlineData("java", "javac", "java", "GatewayToken.java", "public static void main(String[] args) throws Exception { System.out.print(of(\"alice\", \"demo-secret-not-for-production-0123456789\")); }")]
    public async Task Snippet_Run_MakesATokenThatIsAccepted(string language, string needed, string command, string file, string main)
    {
        Skip.IfNot(IsInstalled(needed), $"{needed} is not installed.");
        var token = await RunAsync(command, file, SnippetOf(language).Replace("private static String part", main + "\n    private static String part", StringComparison.Ordinal));
        var result = VerifierOfTheTrial().Verify("demo", token);
        Assert.Null(result.Refusal);
        Assert.Equal("alice", result.Session!.User);
        Assert.True(result.Session.MayRead("orders.4711"));
        Assert.True(result.Session.MayWrite("chat.1"));
        Assert.False(result.Session.MayWrite("orders.4711"));
    }

    [Fact]
    public void Keys_OfTheDocument_AreThoseOfTheTrial()
    {
        foreach (var file in new[] { "compose.yaml", "standalone/standalone.json" })
            Assert.Contains(KeysOfTheTrial["Secret"], File.ReadAllText(RepositoryFiles.PathOf(file)), StringComparison.Ordinal);
        Assert.Contains($"| `{KeysOfTheTrial["Secret"]}` |", Document, StringComparison.Ordinal);
        Assert.Contains("| `demo-key-not-for-production` |", Document, StringComparison.Ordinal);
    }

    private static TokenVerifier VerifierOfTheTrial()
    {
        var apps = new AppRegistry(new Dictionary<string, AppOptions>
        {
            ["demo"] = new() { TokenKeys = { new() { Id = KeysOfTheTrial["Id"], Secret = KeysOfTheTrial["Secret"] } } },
        });
        return new TokenVerifier(apps, new TokenKeys(apps), TimeProvider.System);
    }

    private static string SnippetOf(string language) =>
        Snippet().Matches(Document).Single(match => match.Groups["language"].Value == language).Groups["code"].Value;

    private static async Task<string> RunAsync(string command, string file, string code)
    {
        var folder = Directory.CreateTempSubdirectory("tokens");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, file), code);
            using var process = Process.Start(new ProcessStartInfo(command, file) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            return output.Trim();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsInstalled(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, command)));

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Snippet();
}
