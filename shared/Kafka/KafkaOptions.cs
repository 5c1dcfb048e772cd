using Confluent.Kafka;

namespace Gateway.Shared.Kafka;

/// <summary>How Kafka is reached: the section <c>Kafka</c>.</summary>
public sealed class KafkaOptions
{
    // In ms. A broker that is only just starting may deny a partition; the default of 5 min is a long time to believe it.
    private const string MetadataRefresh = "10000";

    /// <summary>Comma-separated <c>host:port</c>. Required.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>Any librdkafka setting, for producer, consumer and admin client alike (for example <c>security.protocol</c>). Default: none.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>librdkafka settings of the producer only; they win over <see cref="Settings"/>. Default: none.</summary>
    public Dictionary<string, string> ProducerSettings { get; init; } = [];

    /// <summary>librdkafka settings of the consumer only; they win over <see cref="Settings"/>. Default: none.</summary>
    public Dictionary<string, string> ConsumerSettings { get; init; } = [];

    /// <summary>How long a publish may wait for Kafka before it is refused with 4400. Default: 10 s; from 1 s to 5 min.</summary>
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The admin client's configuration.</summary>
    public ClientConfig Admin() => new(Merge([], Settings));

    /// <summary>
    /// The producer's configuration: idempotent, all in-sync replicas, Java's partitioner; its queue is bounded at 64 MiB and
    /// 100,000 messages.
    /// </summary>
    public ProducerConfig Producer() => new(Merge(
        new()
        {
            ["linger.ms"] = "1",
            ["topic.metadata.refresh.interval.ms"] = MetadataRefresh,
            ["queue.buffering.max.kbytes"] = "65536",
            ["queue.buffering.max.messages"] = "100000",
            ["message.max.bytes"] = TopicOptions.MaxMessageBytes.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["compression.type"] = "lz4",
        },
        Settings,
        ProducerSettings))
    {
        EnableIdempotence = true,
        Acks = Acks.All,
        Partitioner = Partitioner.Murmur2Random,
        MessageTimeoutMs = (int)PublishTimeout.TotalMilliseconds,
        // Where a record lies, and whether it does, is always told; each header that is told as well is allocated anew.
        DeliveryReportFields = "none",
    };

    /// <summary>The consumer's configuration: no group, no commits, prefetch bounded at 64 MiB.</summary>
    public ConsumerConfig Consumer() => new(Merge(
        new()
        {
            // The default of 1000 ms throttles catching up about five times (librdkafka #2879).
            ["fetch.queue.backoff.ms"] = "5",
            ["topic.metadata.refresh.interval.ms"] = MetadataRefresh,
            // A partition that is assigned, and every question, waits behind the fetch that stays at the end of a quiet log.
            ["fetch.wait.max.ms"] = "100",
            ["queued.max.messages.kbytes"] = "65536",
            ["message.max.bytes"] = TopicOptions.MaxMessageBytes.ToString(System.Globalization.CultureInfo.InvariantCulture),
        },
        Settings,
        ConsumerSettings))
    {
        // librdkafka wants a name even where no group is used; nothing is ever committed under it.
        GroupId = "gateway",
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        EnablePartitionEof = false,
        // An offset that is gone is an error: what lies between must not be passed over in silence.
        AutoOffsetReset = AutoOffsetReset.Error,
        // What a transaction has written and then thrown away was never published.
        IsolationLevel = IsolationLevel.ReadCommitted,
    };

    /// <summary>The configuration of a consumer that catches up: the ends of partitions are told.</summary>
    public ConsumerConfig ReplayConsumer() => new(Consumer())
    {
        EnablePartitionEof = true,
        // Thrown away at each pause.
        QueuedMaxMessagesKbytes = 2 << 10,
    };

    /// <summary>The configuration of a consumer that reads stretches of the past.</summary>
    public ConsumerConfig HistoryConsumer() => new(ReplayConsumer())
    {
        // A fetch that waits at the end of the log would hold up the next stretch.
        FetchWaitMaxMs = 10,
    };

    private Dictionary<string, string> Merge(params ReadOnlySpan<Dictionary<string, string>> layers)
    {
        var merged = new Dictionary<string, string>
        {
            ["client.id"] = "gateway",
            // librdkafka's 10 s and 60 s would be added to every outage: a broker that is back is used soon, one that is silent is given up.
            ["reconnect.backoff.max.ms"] = "2000",
            ["socket.timeout.ms"] = "15000",
        };
        foreach (var layer in layers)
            foreach (var (key, value) in layer) merged[key] = value;
        merged["bootstrap.servers"] = BootstrapServers;
        return merged;
    }
}
