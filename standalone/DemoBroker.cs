using Gateway.Shared.Apps;
using Gateway.Shared.Kafka;
using Gateway.Standalone.Broker;

namespace Gateway.Standalone;

/// <summary>The broker of the one-command start: inside this process, unless a real Kafka is configured.</summary>
internal static class DemoBroker
{
    private const string BootstrapServers = "Kafka:BootstrapServers";

    /// <summary>Starts the embedded broker with the apps' topics and points the configuration to it; null if Kafka is configured.</summary>
    public static EmbeddedBroker? StartUnlessConfigured(ConfigurationManager configuration)
    {
        if (!string.IsNullOrEmpty(configuration[BootstrapServers])) return null;
        var broker = EmbeddedBroker.Start();
        try
        {
            CreateTopics(broker, configuration);
        }
        catch (InvalidOperationException)
        {
            // A value is not of its setting's type: told at start, with all other faults.
        }
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [BootstrapServers] = broker.BootstrapServers,
            // It never wakes a fetch that waits for records.
            ["Kafka:ConsumerSettings:fetch.wait.max.ms"] = "10",
            // It looks offsets up one after the other: fewer, larger batches keep that fast.
            ["Kafka:ProducerSettings:linger.ms"] = "5",
        });
        return broker;
    }

    private static void CreateTopics(EmbeddedBroker broker, ConfigurationManager configuration)
    {
        var topics = configuration.GetSection("Topics").Get<TopicOptions>() ?? new TopicOptions();
        var apps = configuration.GetSection("Apps").Get<Dictionary<string, AppOptions>>() ?? [];
        foreach (var (name, app) in apps)
        {
            broker.CreateTopic(topics.StreamsOf(name), topics.Partitions);
            if (app.Tables.Count > 0) broker.CreateTopic(topics.TablesOf(name), topics.Partitions);
        }
    }
}
