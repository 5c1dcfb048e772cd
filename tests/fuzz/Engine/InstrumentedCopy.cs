using System.Diagnostics;
using SharpFuzz;

namespace Gateway.Tests.Fuzz.Engine;

/// <summary>
/// A copy of this program in which each branch of the product notes that it was taken (SharpFuzz). A copy, because what is instrumented must not
/// be loaded, and because the build's own output stays what it is.
/// </summary>
internal static class InstrumentedCopy
{
    private static readonly string[] Product = ["Gateway.Shared.dll", "Gateway.dll", "Gateway.PublisherApi.dll"];

    /// <summary>Makes the copy, runs it as a process, and removes it: its exit code.</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        var copy = Directory.CreateTempSubdirectory("gateway-fuzz-").FullName;
        try
        {
            CopyTo(copy);
            foreach (var assembly in Product) Instrument(Path.Combine(copy, assembly));
            return await StartAsync(Path.Combine(copy, "Gateway.Tests.Fuzz.dll"), args);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static void CopyTo(string copy)
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    // What no input reaches would only cost time; generated serialisers and log methods are no code of ours.
    private static void Instrument(string assembly)
    {
        foreach (var _ in SharpFuzz.Fuzzer.Instrument(assembly, static type => !type.Contains('<', StringComparison.Ordinal), Options.Value))
        {
        }
    }

    private static async Task<int> StartAsync(string program, string[] args)
    {
        using var worker = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [program, FuzzOptions.Worker, .. args]))!;
        await worker.WaitForExitAsync();
        return worker.ExitCode;
    }
}
