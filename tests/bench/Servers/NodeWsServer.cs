using System.Diagnostics;
using System.Globalization;

namespace Gateway.Bench.Servers;

/// <summary>node-ws/server.js: the Node.js server that is usually written instead.</summary>
internal sealed class NodeWsServer(BenchSite site, string sendAs) : BenchedServer(site)
{
    public override string Subscribed => "\"subscribed\"";

    protected override (string Path, string Headers) Opening => ("/", "");

    /// <summary>Fetches kafkajs and ws with npm, if they are not there yet.</summary>
    public static async Task InstallAsync(CancellationToken stop)
    {
        var folder = BenchSite.Built("NodeWs");
        if (Directory.Exists(Path.Combine(folder, "node_modules", "lz4js"))) return;
        var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using var npm = Process.Start(start) ?? throw new BenchException("npm did not start; give --servers gateway.");
        await npm.WaitForExitAsync(stop);
        if (npm.ExitCode != 0) throw new BenchException($"npm ci failed in {folder}; give --servers gateway to go without.");
    }

    public override string SubscribeTo(string channel) => $$"""{"subscribe":"{{channel}}"}""";

    protected override ProcessStartInfo StartOn(int port)
    {
        var start = Site.Pinning.ServerStart("node", Path.Combine(BenchSite.Built("NodeWs"), "server.js"));
        start.Environment["NODE_ENV"] = "production";
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["TOPIC"] = Site.Topic;
        start.Environment["KAFKA_BOOTSTRAP_SERVERS"] = Site.BootstrapServers;
        start.Environment["SEND_AS"] = sendAs;
        return start;
    }
}
