using Gateway.Tests.Faults.Network;

namespace Gateway.Tests.Faults.Cluster;

/// <summary>Everything that is tested, as processes, and the links between: three brokers, three gateway nodes, two publisher nodes.</summary>
internal sealed class FaultCluster : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly string[] GatewayNames = ["gateway-1", "gateway-2", "gateway-3"];
    private static readonly string[] PublisherNames = ["publisher-1", "publisher-2"];

    /// <summary>Prepares it; what it writes goes to <paramref name="directory"/>.</summary>
    public FaultCluster(string kafkaHome, string directory)
    {
        Kafka = new KafkaCluster(kafkaHome, directory, [.. GatewayNames, .. PublisherNames]);
        Gateways = [.. GatewayNames.Select(name => new ServiceNode("gateway", name, GatewaySettings(name), directory))];
        Publishers = [.. PublisherNames.Select(name => new ServiceNode("publisher-api", name, Settings(name), directory))];
        ToGateways = [.. Gateways.Select(node => new Link("clients", node.Name, new TcpProxy(node.Port, LinkSpeed.OfClients)))];
        SlowlyToGateways = [.. Gateways.Select(node => new Link("slow clients", node.Name, new TcpProxy(node.Port, LinkSpeed.OfSlowClients)))];
        ToPublishers = [.. Publishers.Select(node => new Link("writers", node.Name, new TcpProxy(node.Port)))];
    }

    public KafkaCluster Kafka { get; }

    public IReadOnlyList<ServiceNode> Gateways { get; }

    public IReadOnlyList<ServiceNode> Publishers { get; }

    /// <summary>From the clients to each gateway node.</summary>
    public IReadOnlyList<Link> ToGateways { get; }

    /// <summary>The same, for clients that are slow.</summary>
    public IReadOnlyList<Link> SlowlyToGateways { get; }

    /// <summary>From those who publish to each publisher node.</summary>
    public IReadOnlyList<Link> ToPublishers { get; }

    /// <summary>Starts everything and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        await Kafka.StartAsync();
        var nodes = Gateways.Concat(Publishers).ToList();
        foreach (var node in nodes) await node.StartAsync();
        await Task.WhenAll(nodes.Select(node => node.WaitUntilReadyAsync(Limit)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Gateways.Concat(Publishers)) await node.DisposeAsync();
        foreach (var link in ToGateways.Concat(SlowlyToGateways).Concat(ToPublishers)) link.Proxy.Dispose();
        await Kafka.DisposeAsync();
    }

    // The smallest windows that there are, so that clients fall out of them and catch up; little patience, so that what is silent is noticed.
    private Dictionary<string, string> GatewaySettings(string name) => new(Settings(name))
    {
        ["Gateway:Window:MaxBytesPerPartition"] = "1048576",
        ["Gateway:Window:MaxBytesPerNode"] = "1048576",
        ["Gateway:Window:MaxReplayBytes"] = "4194304",
        ["Gateway:Window:Linger"] = "00:00:05",
        ["Gateway:PingInterval"] = "00:00:10",
        ["Gateway:SendBufferBytes"] = "4096",
    };

    private Dictionary<string, string> Settings(string name) => new(Site.Settings())
    {
        ["Kafka:BootstrapServers"] = Kafka.BootstrapFor(name),
        ["Logging:LogLevel:Gateway"] = "Information",
    };
}
