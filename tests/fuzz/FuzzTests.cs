using System.Diagnostics;
using Xunit;

namespace Gateway.Tests.Fuzz;

/// <summary>A minute of fuzzing in each run of the tests, another one each time; an hour: <c>dotnet run -c Release --project tests/fuzz -- --minutes 60</c>.</summary>
public sealed class FuzzTests
{
    private static readonly string Seconds = Environment.GetEnvironmentVariable("FUZZ_SECONDS") ?? "60";

    [Fact]
    public async Task Readers_OfWhatOthersSend_RefuseOrReadAnyInputWithinTheirBounds()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FuzzTests).Assembly.Location, "--seconds", Seconds]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var fuzzer = Process.Start(start)!;
        var (output, errors) = (fuzzer.StandardOutput.ReadToEndAsync(), fuzzer.StandardError.ReadToEndAsync());
        await fuzzer.WaitForExitAsync();

        Assert.True(fuzzer.ExitCode == 0, $"exit {fuzzer.ExitCode}\n{await output}\n{await errors}");
    }
}
