using System.Diagnostics;

namespace Gateway.Bench.Servers;

/// <summary>The gateway published for this machine, as its image holds it: deploy/docker/gateway.Dockerfile.</summary>
internal static class PublishedGateway
{
    /// <summary>Publishes it; returns the path of its assembly.</summary>
    /// <exception cref="BenchException">It could not be published.</exception>
    public static async Task<string> PublishAsync(CancellationToken stop)
    {
        var project = Path.GetFullPath(Path.Combine(BenchFolders.Source, "..", "..", "gateway", "Gateway.csproj"));
        var target = Path.Combine(AppContext.BaseDirectory, "published-gateway");
        var start = new ProcessStartInfo("dotnet", ["publish", project, "--use-current-runtime", "--no-self-contained", "-c", "Release", "-v", "quiet", "-o", target]);
        using var publish = Process.Start(start) ?? throw new BenchException("dotnet did not start.");
        await publish.WaitForExitAsync(stop);
        if (publish.ExitCode != 0) throw new BenchException($"{project} could not be published.");
        return Path.Combine(target, "Gateway.dll");
    }
}
