using Gateway.Channels;
using Gateway.Metrics;
using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Kafka;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Options;

namespace Gateway.Log;

/// <summary>
/// Asks Kafka now and then, in one request, how far the partitions go that the node reads, and has the subscribers of those told that
/// stand still. On a Kafka client of its own: a reader that hangs is noticed too.
/// </summary>
internal sealed partial class FeedWatch(
    WindowTable windows,
    LogConsumer consumer,
    IOptions<FeedOptions> options,
    TimeProvider time,
    ILogger<FeedWatch> log)
{
    // Who waits for the events to come again is told soon.
    private static readonly TimeSpan IntervalWhileStale = TimeSpan.FromSeconds(1);

    // A broker that answers later than that is as good as none.
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(2);

    private readonly Feeds _feeds = new(windows, time, options.Value.StaleAfter);

    /// <summary>The loop: a round asks once, and tells.</summary>
    public LoopWork Loop => LoopWork.OnThread("feed_watch", () => _feeds.Stale > 0 ? IntervalWhileStale : options.Value.CheckInterval, _ => Check(), consumer.Dispose);

    private void Check()
    {
        var partitions = _feeds.Watch().Select(window => window.Id).ToList();
        Dictionary<(string Topic, int Partition), long> ends = [];
        var askedAt = time.GetTimestamp();
        try
        {
            ends = consumer.EndsOf(partitions, AskTimeout);
        }
        finally
        {
            if (partitions.Count > 0) KafkaMetrics.Asked(answered: ends.Count > 0);
            // Also if asking failed: no answer is no proof.
            Tell(ends, askedAt, partitions.Count);
        }
    }

    private void Tell(Dictionary<(string Topic, int Partition), long> ends, long askedAt, int partitions)
    {
        var before = _feeds.Stale;
        _feeds.Check(ends, askedAt);
        GatewayMetrics.StalePartitions.Set(_feeds.Stale);
        if (_feeds.Stale > before) LogStale(_feeds.Stale, partitions);
        else if (_feeds.Stale == 0 && before > 0) LogLive(partitions);
    }

    [LoggerMessage(3240, LogLevel.Warning, "{Stale} of the {Partitions} partitions that are read are stale: Kafka does not answer, or reading stands still. Their subscribers are told.")]
    private partial void LogStale(int stale, int partitions);

    [LoggerMessage(3241, LogLevel.Information, "All {Partitions} partitions that are read are live again.")]
    private partial void LogLive(int partitions);
}
