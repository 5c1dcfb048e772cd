using Xunit.Abstractions;

namespace Gateway.Tests.Kafka;

/// <summary>
/// The Kafka of a test collection: the configured one, else a container, else the one in KAFKA_HOME, else the embedded broker.
/// KAFKA_FIXTURE_KIND (configured, docker, kafkahome, mock) insists on one of them.
/// </summary>
public sealed class KafkaFixture(IMessageSink diagnostics) : IAsyncLifetime
{
    private const string KindVariable = "KAFKA_FIXTURE_KIND";

    private static readonly (BrokerKind Kind, Func<Task<Attempt>> TryAsync)[] Sources =
    [
        (BrokerKind.Configured, ConfiguredBroker.TryAsync),
        (BrokerKind.Docker, DockerBroker.TryAsync),
        (BrokerKind.KafkaHome, KafkaHomeBroker.TryAsync),
        (BrokerKind.Mock, MockBroker.TryAsync),
    ];

    private RunningBroker? _broker;

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

    public async Task InitializeAsync()
    {
        var refusals = new List<string>();
        foreach (var (kind, tryAsync) in Permitted())
        {
            var attempt = await tryAsync();
            _broker = attempt.Broker;
            if (_broker is not null) break;
            refusals.Add($"{kind}: {attempt.Refusal}");
        }
        await ReportAsync(refusals);
    }

    public async Task DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
    }

    private static IEnumerable<(BrokerKind Kind, Func<Task<Attempt>> TryAsync)> Permitted()
    {
        var wanted = Environment.GetEnvironmentVariable(KindVariable);
        if (string.IsNullOrWhiteSpace(wanted)) return Sources;
        if (Enum.TryParse<BrokerKind>(wanted, ignoreCase: true, out var kind)) return Sources.Where(source => source.Kind == kind);
        throw new InvalidOperationException($"{KindVariable}={wanted}: must be one of {string.Join(", ", Enum.GetNames<BrokerKind>())}.");
    }

    private Task ReportAsync(List<string> refusals)
    {
        var others = refusals.Count == 0 ? "" : $" ({string.Join("; ", refusals)})";
        if (_broker is null) throw new InvalidOperationException($"No Kafka for the tests{others}.");
        return FixtureReport.WriteAsync(diagnostics, $"Kafka of these tests: {Kind} at {BootstrapServers}{others}");
    }
}
