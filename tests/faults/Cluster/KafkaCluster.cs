using System.Globalization;
using Confluent.Kafka;
using Gateway.Tests.Faults.Network;
using Gateway.Tests.Processes;

namespace Gateway.Tests.Faults.Cluster;

/// <summary>Three brokers of a real Kafka, each of which sees each of its peers through a proxy of its own.</summary>
internal sealed class KafkaCluster : IAsyncDisposable
{
    public const int Size = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(2);

    private readonly List<string> _direct = [];
    private readonly List<Link> _links = [];
    private readonly List<KafkaNode> _nodes = [];

    /// <summary>Prepares brokers for these clients, each of which has links of its own.</summary>
    public KafkaCluster(string home, string directory, IReadOnlyList<string> clients)
    {
        var controllers = Enumerable.Range(0, Size).Select(_ => FreePorts.Take()).ToList();
        var voters = string.Join(',', controllers.Select((port, index) => string.Create(CultureInfo.InvariantCulture, $"{index + 1}@127.0.0.1:{port}")));
        for (var id = 1; id <= Size; id++)
            _nodes.Add(new KafkaNode(home, directory, new(id, controllers[id - 1], Listeners(id, clients), voters)));
    }

    /// <summary>The brokers.</summary>
    public IReadOnlyList<KafkaNode> Nodes => _nodes;

    /// <summary>The links to the brokers: from each client, and (<c>brokers</c>) from the other brokers.</summary>
    public IReadOnlyList<Link> Links => _links;

    /// <summary>The bootstrap servers for those who check, past all proxies.</summary>
    public string Direct => string.Join(',', _direct);

    /// <summary>The bootstrap servers for one of the clients.</summary>
    public string BootstrapFor(string client) =>
        string.Join(',', _links.Where(link => link.From == client).Select(link => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{link.Proxy.Port}")));

    /// <summary>Starts all and waits until they answer.</summary>
    public async Task StartAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.FormatAsync("MkU3OEVBNTcwNTJENDM2Qg")));
        await Task.WhenAll(_nodes.Select(node => node.StartAsync()));
        if (!await IsWholeWithinAsync(Limit)) throw new ServiceStartException($"Kafka did not start within {Limit.TotalSeconds} s; see its logs.");
    }

    /// <summary>Whether all brokers were there and all replicas of all partitions in sync within the limit.</summary>
    public async Task<bool> IsWholeWithinAsync(TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Direct, ReconnectBackoffMaxMs = 500 })
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        while (!deadline.IsCancellationRequested)
        {
            if (await Task.Run(() => IsWhole(admin), CancellationToken.None)) return true;
            await Task.Delay(AskAgain, deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        foreach (var link in _links) link.Proxy.Dispose();
    }

    private static bool IsWhole(IAdminClient admin)
    {
        try
        {
            var metadata = admin.GetMetadata(OneAnswer);
            return metadata.Brokers.Count == Size && metadata.Topics.SelectMany(topic => topic.Partitions)
                .All(partition => partition.Leader >= 0 && partition.InSyncReplicas.Length == partition.Replicas.Length);
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private List<KafkaListener> Listeners(int id, IReadOnlyList<string> clients)
    {
        var direct = FreePorts.Take();
        _direct.Add(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{direct}"));
        var listeners = new List<KafkaListener> { new(KafkaNodeConfig.Checker, direct, direct), Proxied(KafkaNodeConfig.Peers, "brokers", id) };
        // A listener's name is upper-case letters, digits and the like.
        listeners.AddRange(clients.Select(client => Proxied(client.Replace('-', '_').ToUpperInvariant(), client, id)));
        return listeners;
    }

    private KafkaListener Proxied(string name, string from, int id)
    {
        var port = FreePorts.Take();
        var link = new Link(from, $"broker-{id}", new TcpProxy(port));
        _links.Add(link);
        return new(name, port, link.Proxy.Port);
    }
}
