using System.Diagnostics;
using System.Globalization;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Servers;

/// <summary>node-ws/server.js: the Node.js server that is usually written instead.</summary>
internal sealed class NodeWsServer(BenchSite site, string sendAs) : BenchedServer(site)
{
    private static string Folder { get; } = Path.Combine(BenchFolders.Source, "node-ws");

    public override string Subscribed => "\"subscribed\"";

    protected override (string Path, string Headers) Opening => ("/", "");

    /// <summary>Fetches kafkajs and ws with npm, if they are not there yet.</summary>
    public static async Task InstallAsync(CancellationToken stop)
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "lz4js"))) return;
        var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder, RedirectStandardOutput = true };
        using var npm = Process.Start(start) ?? throw new BenchException("npm did not start; give --servers gateway.");
        await npm.WaitForExitAsync(stop);
        if (npm.ExitCode != 0) throw new BenchException($"npm ci failed in {Folder}; give --servers gateway to go without.");
    }

    public override string SubscribeTo(string channel) => $$"""{"subscribe":"{{channel}}"}""";

    public override Task CollectAsync(ServiceProcess server, CancellationToken stop) => server.Process.SignalAsync("USR2");

    protected override ProcessStartInfo StartOn(int port)
    {
        var start = Site.Pinning.ToServerCpus(new ProcessStartInfo("node", ["--expose-gc", Path.Combine(Folder, "server.js")]));
        start.Environment["NODE_ENV"] = "production";
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["TOPIC"] = Site.Topic;
        start.Environment["KAFKA_BOOTSTRAP_SERVERS"] = Site.BootstrapServers;
        start.Environment["SEND_AS"] = sendAs;
        return start;
    }
}
