using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Gateway.Tests.Faults.SelfTests;

/// <summary>That the patches of tests/faults/broken keep up with the code; what they break is shown by its script.</summary>
public sealed class BrokenBuildTests
{
    public static TheoryData<string> Patches => [.. Directory.EnumerateFiles(Path.Combine(Root(), "tests/faults/broken"), "*.patch").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Patches))]
    public async Task Patch_OfABrokenBuild_StillApplies(string name)
    {
        var start = new ProcessStartInfo("git", ["apply", "--check", $"tests/faults/broken/{name}"]) { WorkingDirectory = Root(), RedirectStandardError = true };
        using var git = Process.Start(start)!;
        var complaints = await git.StandardError.ReadToEndAsync();
        await git.WaitForExitAsync();
        Assert.True(git.ExitCode == 0, complaints);
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
