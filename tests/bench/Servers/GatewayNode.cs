using System.Diagnostics;
using Gateway.Bench.Roaming;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Servers;

/// <summary>A node of the gateway, with its defaults; only its log is quieter. As it was built beside the bench, or of the <paramref name="assembly"/>.</summary>
internal sealed class GatewayNode(BenchSite site, IEnumerable<KeyValuePair<string, string>>? more = null, string? assembly = null) : BenchedServer(site)
{
    private const string KeyId = "bench";

    // The token goes with the handshake, so that a client needs two answers, not three.
    private readonly string _token = BenchToken.Mint(site.App, KeyId, site.TokenSecret);

    public override string Subscribed => "\"id\":1,\"subscribe\"";

    public override bool HasMetrics => true;

    protected override (string Path, string Headers) Opening =>
        ($"/v1/apps/{Site.App}/ws", $"Sec-WebSocket-Protocol: gateway.v1.json, gateway.token.{_token}\r\n");

    public override string SubscribeTo(string channel) => $$$"""{"id":1,"subscribe":{"channels":["{{{channel}}}"]}}""";

    public override Task CollectAsync(ServiceProcess server, CancellationToken stop) => DotNetHeap.CollectAsync(server.Process.Id, stop);

    public override async Task<double> HeapBytesAsync(ServiceProcess server, CancellationToken stop) =>
        (await NodeMetrics.ReadAsync(server.Address, stop))["dotnet_total_memory_bytes"];

    protected override ProcessStartInfo StartOn(int port)
    {
        var settings = Site.ServiceSettings();
        settings["Gateway:MaxConnections"] = "1000000";
        settings[$"Apps:{Site.App}:TokenKeys:0:Id"] = KeyId;
        settings[$"Apps:{Site.App}:TokenKeys:0:Secret"] = Site.TokenSecret;
        foreach (var (name, value) in more ?? []) settings[name] = value;
        return Site.Pinning.ToServerCpus(assembly is null ? BuiltService.Start("gateway", port, settings) : BuiltService.StartAssembly(assembly, port, settings));
    }
}
