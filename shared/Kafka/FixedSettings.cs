namespace Gateway.Shared.Kafka;

/// <summary>
/// The settings of librdkafka (its CONFIGURATION.md) and of its .NET client that nobody may change, because delivery depends on them: under each of their names.
/// </summary>
internal static class FixedSettings
{
    // What the .NET client does itself: whether outcomes are reported, and what a record that was read has.
    private const string ClientPrefix = "dotnet.";

    // librdkafka takes each setting of topics also with this before its name.
    private const string TopicPrefix = "topic.";

    private const string Reported = "a publish is answered when Kafka reports what became of it";
    private const string InSync = "a publish is answered when all in-sync replicas have it";
    private const string Ordered = "the producer is idempotent, so that events stay in order and none is doubled";
    private const string NoGroup = "nodes assign partitions and use no group";
    private const string NoCommit = "positions are the clients'";
    private const string Version = "events have headers, so the broker must tell what it understands";
    private const string Topics = "topics are found and made as docs/topics.md says";

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bootstrap.servers"] = "set Kafka:BootstrapServers",
        ["metadata.broker.list"] = "set Kafka:BootstrapServers",
        ["enable.idempotence"] = Ordered,
        ["enable.gapless.guarantee"] = "one event that Kafka does not take must not stop all others",
        ["transactional.id"] = "a publish is no transaction",
        ["queuing.strategy"] = Ordered,
        ["acks"] = InSync,
        ["request.required.acks"] = InSync,
        ["partitioner"] = "channels are found by murmur2_random",
        ["message.timeout.ms"] = "set Kafka:PublishTimeout",
        ["delivery.timeout.ms"] = "set Kafka:PublishTimeout",
        ["delivery.report.only.error"] = Reported,
        ["produce.offset.report"] = Reported,
        ["enabled_events"] = Reported,
        ["group.id"] = NoGroup,
        ["group.instance.id"] = NoGroup,
        ["group.protocol"] = NoGroup,
        ["group.protocol.type"] = NoGroup,
        ["group.remote.assignor"] = NoGroup,
        ["partition.assignment.strategy"] = NoGroup,
        ["enable.auto.commit"] = NoCommit,
        ["auto.commit.enable"] = NoCommit,
        ["enable.auto.offset.store"] = NoCommit,
        ["offset.store.method"] = NoCommit,
        ["offset.store.path"] = NoCommit,
        ["enable.partition.eof"] = "each reader sets it as it needs it",
        ["auto.offset.reset"] = "a lost offset is told as a gap",
        ["isolation.level"] = "clients get committed events only",
        ["allow.auto.create.topics"] = Topics,
        ["topic.blacklist"] = Topics,
        ["api.version.request"] = Version,
        ["api.version.fallback.ms"] = Version,
        ["broker.version.fallback"] = Version,
        ["log.queue"] = "librdkafka's lines go to this service's log at once",
    };

    /// <summary>All their names; besides them the same with <c>topic.</c> before them, and all that begin with <c>dotnet.</c>.</summary>
    public static IEnumerable<string> Names => Reasons.Keys;

    /// <summary>Why the setting cannot be changed; null if it can.</summary>
    public static string? ReasonOf(string name)
    {
        var trimmed = name.Trim();
        if (trimmed.StartsWith(ClientPrefix, StringComparison.OrdinalIgnoreCase)) return "this service sets what the .NET client does";
        return Reasons.GetValueOrDefault(trimmed)
            ?? (trimmed.StartsWith(TopicPrefix, StringComparison.OrdinalIgnoreCase) ? Reasons.GetValueOrDefault(trimmed[TopicPrefix.Length..]) : null);
    }
}
