namespace Gateway.Bench.Servers;

/// <summary>The servers that can be measured, by the names of <c>--servers</c>.</summary>
internal static class BenchedServers
{
    public static IReadOnlyList<string> Names { get; } = ["gateway", "limit-1", "limit-16", "limit-128", "node-ws", "node-ws-buffer", "signalr", "centrifugo"];

    /// <summary>Why a server cannot be measured here; null if it can.</summary>
    public static string? Lacking(string name) => name == "centrifugo" && CentrifugoServer.Program is null
        ? "centrifugo is left out: neither CENTRIFUGO nor PATH names the program"
        : null;

    /// <summary>Fetches or compiles what the servers need that is not built with the bench; once.</summary>
    public static async Task InstallAsync(IReadOnlyCollection<string> names, CancellationToken stop)
    {
        if (names.Any(name => name.StartsWith("node", StringComparison.Ordinal))) await NodeWsServer.InstallAsync(stop);
        if (names.Any(name => name.StartsWith("limit", StringComparison.Ordinal))) await LimitServer.InstallAsync(stop);
    }

    public static BenchedServer Of(string name, BenchSite site, OfferedLoad load, IEnumerable<KeyValuePair<string, string>> settings) => name switch
    {
        "gateway" => new GatewayNode(site, settings),
        "limit-1" => new LimitServer(site, load, framesPerWrite: 1),
        "limit-16" => new LimitServer(site, load, framesPerWrite: 16),
        "limit-128" => new LimitServer(site, load, framesPerWrite: 128),
        "node-ws" => new NodeWsServer(site, sendAs: "string"),
        "node-ws-buffer" => new NodeWsServer(site, sendAs: "buffer"),
        "signalr" => new SignalRServer(site),
        "centrifugo" => new CentrifugoServer(site),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
