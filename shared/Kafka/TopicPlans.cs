using System.Globalization;
using Confluent.Kafka.Admin;

namespace Gateway.Shared.Kafka;

/// <summary>How each topic is created, as docs/topics.md has it.</summary>
internal static class TopicPlans
{
    private const string Forever = "-1";

    // A segment that is written to is neither compacted nor deleted.
    private static readonly TimeSpan MaxCursorSegment = TimeSpan.FromHours(6);

    /// <summary>An app's stream topic. By Kafka's clock, because a start by time means when Kafka took an event, whatever clock its producer has.</summary>
    public static TopicSpecification Streams(TopicOptions options, string app)
    {
        var retention = options.RetentionHours < 0 ? Forever : Milliseconds(TimeSpan.FromHours(options.RetentionHours));
        return Plan(options, options.StreamsOf(app), options.Partitions, new()
        {
            ["cleanup.policy"] = "delete",
            ["retention.ms"] = retention,
            ["message.timestamp.type"] = "LogAppendTime",
            ["max.message.bytes"] = TopicOptions.MaxMessageBytes.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>An app's table topic: compacted soon and often, because a table is read from its beginning. By Kafka's clock, because it decides when tombstones go.</summary>
    public static TopicSpecification Tables(TopicOptions options, string app) => Plan(options, options.TablesOf(app), options.Partitions, new()
    {
        ["cleanup.policy"] = "compact",
        ["delete.retention.ms"] = Milliseconds(TimeSpan.FromHours(options.TombstoneRetentionHours)),
        ["segment.ms"] = Milliseconds(TimeSpan.FromHours(1)),
        ["segment.bytes"] = (64 << 20).ToString(CultureInfo.InvariantCulture),
        ["min.cleanable.dirty.ratio"] = "0.1",
        ["message.timestamp.type"] = "LogAppendTime",
        ["max.message.bytes"] = TopicOptions.MaxMessageBytes.ToString(CultureInfo.InvariantCulture),
    });

    /// <summary>The topic of cursors: of each the newest, as long as it is used; by Kafka's clock, whatever that of a node says.</summary>
    public static TopicSpecification Cursors(TopicOptions options, TimeSpan expiry) => Plan(options, options.Cursors, options.Partitions, new()
    {
        ["cleanup.policy"] = "compact,delete",
        ["retention.ms"] = Milliseconds(expiry),
        ["segment.ms"] = Milliseconds(expiry < MaxCursorSegment ? expiry : MaxCursorSegment),
        ["segment.bytes"] = (64 << 20).ToString(CultureInfo.InvariantCulture),
        ["message.timestamp.type"] = "LogAppendTime",
    });

    /// <summary>The topic of <see cref="PlacementLog"/>: its first records count, so none is ever dropped.</summary>
    public static TopicSpecification Placements(TopicOptions options) => Plan(options, options.Placements, 1, new()
    {
        ["cleanup.policy"] = "delete",
        ["retention.ms"] = Forever,
        ["retention.bytes"] = Forever,
    });

    private static TopicSpecification Plan(TopicOptions options, string name, int partitions, Dictionary<string, string> settings) =>
        new() { Name = name, NumPartitions = partitions, ReplicationFactor = options.ReplicationFactor, Configs = settings };

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
