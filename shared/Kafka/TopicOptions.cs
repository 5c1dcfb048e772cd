using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>The data topics of the apps: the section <c>Topics</c>.</summary>
public sealed class TopicOptions
{
    /// <summary>The greatest message, in bytes: 1 MiB of data with room for its headers; 2 MiB.</summary>
    public const int MaxMessageBytes = 2 << 20;

    /// <summary>Comes before the app's name in the name of its topics. Default: <c>gateway.</c>.</summary>
    public string Prefix { get; set; } = "gateway.";

    /// <summary>Whether missing topics are created at start. Default: true.</summary>
    public bool Create { get; set; } = true;

    /// <summary>Partitions of a topic that is created. Default: 12; from 1 to 10,000.</summary>
    public int Partitions { get; set; } = 12;

    /// <summary>Replicas of a topic that is created; -1 is the broker's default. Default: -1.</summary>
    public short ReplicationFactor { get; set; } = -1;

    /// <summary>How long a topic that is created keeps events, in hours; -1 is for ever. Default: 168.</summary>
    public int RetentionHours { get; set; } = 168;

    /// <summary>
    /// How long a table topic that is created keeps the record that a row was deleted, in hours (<c>delete.retention.ms</c>); a table
    /// topic made by hand keeps it at least as long. A client that was away for half of it gets the whole table again. Default: 24; from 1 to 8,760.
    /// </summary>
    public int TombstoneRetentionHours { get; set; } = 24;

    /// <summary>How often Kafka is asked whether a topic was deleted and made anew. Default: 10 s; from 1 s to 1 h.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The name of the app's stream topic.</summary>
    public string StreamsOf(string app) => $"{Prefix}{app}.streams";

    /// <summary>The name of the app's table topic.</summary>
    public string TablesOf(string app) => $"{Prefix}{app}.tables";

    /// <summary>The name of the topic of the cursors of durable subscriptions.</summary>
    public string Cursors => $"{Prefix}cursors";

    /// <summary>The name of the topic of <see cref="PlacementLog"/>.</summary>
    public string Placements => $"{Prefix}placements";
}

/// <summary>Checks the section <c>Topics</c> at start.</summary>
internal sealed class TopicOptionsValidator : IValidateOptions<TopicOptions>
{
    public ValidateOptionsResult Validate(string? name, TopicOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(TopicOptions options)
    {
        if (options.Prefix.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')) || options.Prefix.Length > 100)
            yield return "Topics:Prefix: use up to 100 of a-z, A-Z, 0-9, '.', '-' and '_'.";
        if (options.Partitions is < 1 or > 10_000) yield return "Topics:Partitions: give 1 to 10000.";
        if (options.ReplicationFactor is 0 or < -1) yield return "Topics:ReplicationFactor: give 1 or more, or -1 for the broker's default.";
        if (options.RetentionHours is 0 or < -1) yield return "Topics:RetentionHours: give 1 or more, or -1 for ever.";
        if (options.TombstoneRetentionHours is < 1 or > 8_760) yield return "Topics:TombstoneRetentionHours: give 1 to 8760.";
        if (options.CheckInterval < TimeSpan.FromSeconds(1) || options.CheckInterval > TimeSpan.FromHours(1))
            yield return "Topics:CheckInterval: give 00:00:01 to 01:00:00.";
    }
}
