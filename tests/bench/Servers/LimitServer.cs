using System.Diagnostics;
using System.Globalization;

namespace Gateway.Bench.Servers;

/// <summary>limit/limit.c: the same bytes to the same clients, and nothing else. No server that makes a system call for each write can be cheaper.</summary>
internal sealed class LimitServer(BenchSite site, OfferedLoad load, int framesPerWrite) : BenchedServer(site)
{
    public override string Subscribed => "\"limit\"";

    public override bool SendsByItself => true;

    protected override (string Path, string Headers) Opening => ("/", "");

    private static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "limit");

    /// <summary>Compiles it.</summary>
    public static async Task InstallAsync(CancellationToken stop)
    {
        var source = Path.Combine(BenchFolders.Source, "limit", "limit.c");
        using var gcc = Process.Start(new ProcessStartInfo("gcc", ["-O2", "-o", Program, source])) ?? throw new BenchException("gcc did not start.");
        await gcc.WaitForExitAsync(stop);
        if (gcc.ExitCode != 0) throw new BenchException($"gcc could not compile {source}.");
    }

    public override string SubscribeTo(string channel) => "{}";

    protected override ProcessStartInfo StartOn(int port)
    {
        int[] arguments = [port, load.Clients, load.FrameBytes, framesPerWrite, load.Rate];
        return Site.Pinning.ToServerCpus(new ProcessStartInfo(Program, [.. arguments.Select(number => number.ToString(CultureInfo.InvariantCulture))]));
    }
}
