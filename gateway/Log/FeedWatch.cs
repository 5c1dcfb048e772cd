using Gateway.Channels;
using Gateway.Metrics;
using Gateway.Shared.Hosting;
using Gateway.Shared.Kafka;
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
    ILogger<FeedWatch> log) : BackgroundService
{
    // Who waits for the events to come again is told soon.
    private static readonly TimeSpan IntervalWhileStale = TimeSpan.FromSeconds(1);

    // A broker that answers later than that is as good as none.
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(2);

    private readonly Feeds _feeds = new(windows, time, options.Value.StaleAfter);

    public override void Dispose()
    {
        consumer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(_feeds.Stale > 0 ? IntervalWhileStale : options.Value.CheckInterval, time, stoppingToken);
            await CheckAsync();
        }
    }

    private async Task CheckAsync()
    {
        var before = _feeds.Stale;
        var partitions = _feeds.Watch().Select(window => window.Id).ToList();
        var askedAt = time.GetTimestamp();
        // Not left alone at a stop: the consumer must not be disposed of under it.
        var ends = await DedicatedThread.RunAsync(() => consumer.EndsOf(partitions, AskTimeout));
        _feeds.Check(ends, askedAt);
        GatewayMetrics.StalePartitions.Set(_feeds.Stale);
        if (_feeds.Stale > before) LogStale(_feeds.Stale, partitions.Count);
        else if (_feeds.Stale == 0 && before > 0) LogLive(partitions.Count);
    }

    [LoggerMessage(3240, LogLevel.Warning, "{Stale} of the {Partitions} partitions that are read are stale: Kafka does not answer, or reading stands still. Their subscribers are told.")]
    private partial void LogStale(int stale, int partitions);

    [LoggerMessage(3241, LogLevel.Information, "All {Partitions} partitions that are read are live again.")]
    private partial void LogLive(int partitions);
}
