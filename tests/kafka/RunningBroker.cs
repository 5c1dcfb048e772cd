using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Gateway.Tests.Kafka;

/// <summary>A Kafka that answers, until it is disposed of.</summary>
internal abstract class RunningBroker(BrokerKind kind, string bootstrapServers) : IAsyncDisposable
{
    private const short BrokersDefault = -1;

    internal BrokerKind Kind { get; } = kind;

    internal string BootstrapServers { get; } = bootstrapServers;

    /// <summary>Whether it goes on when the process of the tests has ended: a test host is killed before it could clean up.</summary>
    internal virtual bool OutlivesProcess => false;

    public abstract ValueTask DisposeAsync();

    internal virtual async Task CreateTopicAsync(string name, int partitions, Dictionary<string, string> settings)
    {
        using var admin = BrokerAnswer.NewAdminClient(BootstrapServers);
        await admin.CreateTopicsAsync(
            [new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = BrokersDefault, Configs = settings }]);
        await BrokerAnswer.UntilLedAsync(admin, name, partitions);
    }
}
