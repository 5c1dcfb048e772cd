using Gateway.Standalone.Broker;

namespace Gateway.Tests.Kafka;

/// <summary>The embedded broker: always there, but no real Kafka.</summary>
internal sealed class MockBroker : RunningBroker
{
    private readonly EmbeddedBroker _broker;

    private MockBroker(EmbeddedBroker broker)
        : base(BrokerKind.Mock, broker.BootstrapServers) => _broker = broker;

    internal static Task<Attempt> TryAsync() => Task.FromResult(Attempt.Took(new MockBroker(EmbeddedBroker.Start())));

    // The settings of a topic mean nothing to the mock; a test that needs one asks for a real Kafka.
    internal override Task CreateTopicAsync(string name, int partitions, Dictionary<string, string> settings)
    {
        _broker.CreateTopic(name, partitions);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _broker.Dispose();
        return ValueTask.CompletedTask;
    }
}
