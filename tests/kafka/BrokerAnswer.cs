using Confluent.Kafka;

namespace Gateway.Tests.Kafka;

/// <summary>Waits for what Kafka tells only when asked.</summary>
internal static class BrokerAnswer
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AllLed = TimeSpan.FromSeconds(15);

    // Quiet, because a broker that is still starting refuses connections, and that is no news.
    internal static IAdminClient NewAdminClient(string bootstrapServers) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers, ReconnectBackoffMaxMs = 200 })
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();

    /// <summary>True when a broker answered within the limit.</summary>
    internal static async Task<bool> WithinAsync(string bootstrapServers, TimeSpan limit, CancellationToken cancellation = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        using var admin = NewAdminClient(bootstrapServers);
        return await UntilAsync(admin, metadata => metadata.Brokers.Count > 0, deadline.Token);
    }

    // CreateTopics is answered by the controller; a broker that has not caught up yet still calls the topic unknown.
    internal static async Task UntilLedAsync(IAdminClient admin, string topic, int partitions)
    {
        using var deadline = new CancellationTokenSource(AllLed);
        if (!await UntilAsync(admin, metadata => IsLed(metadata, topic, partitions), deadline.Token))
            throw new TimeoutException($"Topic {topic} had not {partitions} partitions with a leader after {AllLed.TotalSeconds} s.");
    }

    private static bool IsLed(Metadata metadata, string topic, int partitions) =>
        metadata.Topics.Find(candidate => candidate.Topic == topic) is { } found
        && found.Partitions.Count == partitions
        && found.Partitions.TrueForAll(partition => partition.Leader >= 0);

    private static async Task<bool> UntilAsync(IAdminClient admin, Predicate<Metadata> satisfied, CancellationToken deadline)
    {
        while (!deadline.IsCancellationRequested)
        {
            if (await Task.Run(() => Ask(admin), CancellationToken.None) is { } metadata && satisfied(metadata)) return true;
            await Task.Delay(AskAgain, deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return false;
    }

    private static Metadata? Ask(IAdminClient admin)
    {
        try
        {
            return admin.GetMetadata(OneAnswer);
        }
        catch (KafkaException)
        {
            return null;
        }
    }
}
