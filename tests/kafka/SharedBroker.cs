using Xunit.Abstractions;

namespace Gateway.Tests.Kafka;

/// <summary>The one Kafka of a test process: test classes run side by side, and each test has topics of its own.</summary>
internal static class SharedBroker
{
    private const string KindVariable = "KAFKA_FIXTURE_KIND";

    private static readonly (BrokerKind Kind, Func<Task<Attempt>> TryAsync)[] Sources =
    [
        (BrokerKind.Configured, ConfiguredBroker.TryAsync),
        (BrokerKind.Docker, DockerBroker.TryAsync),
        (BrokerKind.KafkaHome, KafkaHomeBroker.TryAsync),
        (BrokerKind.Mock, MockBroker.TryAsync),
    ];

    private static readonly Lock Gate = new();
    private static Task<RunningBroker>? _started;
    private static int _users;

    /// <summary>The broker; the first to ask starts it. It ends with the process, or with its last user if it would outlive the process.</summary>
    internal static Task<RunningBroker> GetAsync(IMessageSink diagnostics)
    {
        lock (Gate)
        {
            _users++;
            return _started ??= StartAsync(diagnostics);
        }
    }

    /// <summary>A user of it is done.</summary>
    internal static async Task LeaveAsync(RunningBroker broker)
    {
        lock (Gate)
        {
            if (--_users > 0 || !broker.OutlivesProcess) return;
            _started = null;
        }
        await broker.DisposeAsync();
    }

    /// <summary>Starts one; the caller ends it.</summary>
    internal static async Task<RunningBroker> StartAsync(IMessageSink diagnostics)
    {
        var refusals = new List<string>();
        foreach (var (kind, tryAsync) in Permitted())
        {
            var attempt = await tryAsync();
            if (attempt.Broker is { } broker) return await TellAsync(broker, refusals, diagnostics);
            refusals.Add($"{kind}: {attempt.Refusal}");
        }
        throw new InvalidOperationException($"No Kafka for the tests{Others(refusals)}.");
    }

    private static async Task<RunningBroker> TellAsync(RunningBroker broker, List<string> refusals, IMessageSink diagnostics)
    {
        await FixtureReport.WriteAsync(diagnostics, $"Kafka of these tests: {broker.Kind} at {broker.BootstrapServers}{Others(refusals)}");
        return broker;
    }

    private static string Others(List<string> refusals) => refusals.Count == 0 ? "" : $" ({string.Join("; ", refusals)})";

    private static IEnumerable<(BrokerKind Kind, Func<Task<Attempt>> TryAsync)> Permitted()
    {
        var wanted = Environment.GetEnvironmentVariable(KindVariable);
        if (string.IsNullOrWhiteSpace(wanted)) return Sources;
        if (Enum.TryParse<BrokerKind>(wanted, ignoreCase: true, out var kind)) return Sources.Where(source => source.Kind == kind);
        throw new InvalidOperationException($"{KindVariable}={wanted}: must be one of {string.Join(", ", Enum.GetNames<BrokerKind>())}.");
    }
}
