namespace Gateway.Tests.Faults.Cluster;

/// <summary>One address under which a broker is known.</summary>
/// <param name="Name">The listener's name; a client stays on the listener by which it came.</param>
/// <param name="Port">Where the broker listens.</param>
/// <param name="Advertised">Where its clients are told to connect to: a proxy's port, or the broker's own.</param>
internal readonly record struct KafkaListener(string Name, int Port, int Advertised);

/// <summary>
/// A broker's configuration. For each peer it has a listener of its own, so that each pair can be cut separately; <c>PEERS</c> is for the
/// other brokers, <c>CHECKER</c> is never cut.
/// </summary>
internal sealed record KafkaNodeConfig(int Id, int ControllerPort, IReadOnlyList<KafkaListener> Listeners, string Voters)
{
    public const string Peers = "PEERS";
    public const string Checker = "CHECKER";


    /// <summary>The file. The times are shorter than Kafka's defaults, so that a run sees many failovers.</summary>
    public string ToProperties(string data) => $"""
        process.roles=broker,controller
        node.id={Id}
        controller.quorum.voters={Voters}
        controller.listener.names=CONTROLLER
        inter.broker.listener.name={Peers}
        listeners=CONTROLLER://127.0.0.1:{ControllerPort},{List(listener => $"{listener.Name}://127.0.0.1:{listener.Port}")}
        advertised.listeners={List(listener => $"{listener.Name}://127.0.0.1:{listener.Advertised}")}
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,{List(listener => $"{listener.Name}:PLAINTEXT")}
        log.dirs={data}
        default.replication.factor=3
        min.insync.replicas=2
        offsets.topic.replication.factor=3
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=3
        transaction.state.log.num.partitions=1
        broker.session.timeout.ms=5000
        broker.heartbeat.interval.ms=1000
        replica.lag.time.max.ms=8000
        num.network.threads=2
        num.io.threads=4
        num.replica.fetchers=1
        background.threads=2
        """;

    private string List(Func<KafkaListener, string> text) => string.Join(',', Listeners.Select(text));
}
