using Xunit.Abstractions;

namespace Gateway.Tests.Kafka;

/// <summary>
/// The Kafka of a test class or collection: the configured one, else a container, else the one in KAFKA_HOME, else the embedded broker.
/// KAFKA_FIXTURE_KIND (configured, docker, kafkahome, mock) insists on one of them. All test classes of a process share one.
/// </summary>
public sealed class KafkaFixture(IMessageSink diagnostics) : IAsyncLifetime
{
    private RunningBroker? _broker;
    private bool _isOwn;

    /// <summary>The addresses of the brokers, for <c>bootstrap.servers</c>.</summary>
    public string BootstrapServers => Broker.BootstrapServers;

    /// <summary>Which Kafka this is.</summary>
    public BrokerKind Kind => Broker.Kind;

    private RunningBroker Broker => _broker ?? throw new InvalidOperationException("The fixture has not started yet.");

    /// <summary>A topic name that no other test and no earlier run has used: a configured Kafka keeps its topics.</summary>
    public static string NewTopicName(string subject) => $"{subject}-{Guid.NewGuid():N}";

    /// <summary>Creates a topic and returns when every partition has a leader. The mock ignores the settings.</summary>
    public Task CreateTopicAsync(string name, int partitions, IReadOnlyDictionary<string, string>? settings = null) =>
        Broker.CreateTopicAsync(name, partitions, settings is null ? [] : new Dictionary<string, string>(settings));

    /// <summary>Skips the test on the mock; needs <c>[SkippableFact]</c>.</summary>
    public void RequireRealKafka(string because) => Skip.If(Kind == BrokerKind.Mock, $"Needs a real Kafka: {because}");

    /// <summary>A Kafka for this caller alone, which <see cref="DisposeAsync"/> ends.</summary>
    public static async Task<KafkaFixture> StartOwnAsync(IMessageSink diagnostics) =>
        new(diagnostics) { _broker = await SharedBroker.StartAsync(diagnostics), _isOwn = true };

    public async Task InitializeAsync() => _broker = await SharedBroker.GetAsync(diagnostics);

    public async Task DisposeAsync()
    {
        if (_broker is null) return;
        await (_isOwn ? _broker.DisposeAsync().AsTask() : SharedBroker.LeaveAsync(_broker));
    }
}
