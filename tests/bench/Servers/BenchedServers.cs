namespace Gateway.Bench.Servers;

/// <summary>The servers that can be measured, by the names of <c>--servers</c>.</summary>
internal static class BenchedServers
{
    public static IReadOnlyList<string> Names { get; } = ["gateway", "node-ws", "node-ws-buffer"];

    public static BenchedServer Of(string name, BenchSite site) => name switch
    {
        "gateway" => new GatewayNode(site),
        "node-ws" => new NodeWsServer(site, sendAs: "string"),
        "node-ws-buffer" => new NodeWsServer(site, sendAs: "buffer"),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
