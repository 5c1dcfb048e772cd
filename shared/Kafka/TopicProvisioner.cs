using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Shared.Apps;
using Gateway.Shared.Cursors;
using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>Finds the apps' topics, has the missing ones created, and tries again until it has found all. Then watches whether one is made anew.</summary>
internal sealed partial class TopicProvisioner(
    AppRegistry apps,
    TopicCatalog catalog,
    TopicAdmin admin,
    PlacementLog placements,
    IOptions<TopicOptions> topics,
    IOptions<CursorOptions> cursors,
    TimeProvider time,
    ILogger<TopicProvisioner> log)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly HashSet<(string Topic, int Partitions)> _told = [];
    private readonly LogThrottle _unreachable = new(time);

    /// <summary>The loop: a round looks once for what is missing, or, when nothing is, whether a topic was made anew.</summary>
    public LoopWork Loop => LoopWork.OnPool(
        "topics", () => catalog.IsReady ? topics.Value.CheckInterval : RetryAfter, stopping => catalog.IsReady ? WatchAsync(stopping) : FindAllAsync(stopping));

    private async Task FindAllAsync(CancellationToken stopping)
    {
        placements.Connect();
        var missing = 0;
        foreach (var (plan, isKnown, take) in Wanted())
            if (!isKnown && !await TryFindAsync(plan, take, stopping)) missing++;
        if (missing > 0) return;
        placements.Rest();
        catalog.IsReady = true;
        LogReady(apps.All.Count);
    }

    // A topic that is missing or forbidden does not keep those of other apps waiting.
    private IEnumerable<(TopicSpecification Plan, bool IsKnown, Action<Topic> Take)> Wanted()
    {
        foreach (var app in apps.All)
        {
            yield return (TopicPlans.Streams(topics.Value, app.Name), catalog.TryGetStreams(app.Name, out _), found => catalog.Set(app.Name, found));
            if (app.HasTables)
                yield return (TopicPlans.Tables(topics.Value, app.Name), catalog.TryGetTables(app.Name, out _), found => catalog.Set(app.Name, found with { IsTable = true }));
        }
        yield return (TopicPlans.Cursors(topics.Value, cursors.Value.Expiry), catalog.TryGetCursors(out _), catalog.SetCursors);
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        foreach (var app in apps.All)
        {
            if (catalog.TryGetStreams(app.Name, out var streams)) await CheckAsync(streams, anew => catalog.Set(app.Name, anew), stopping);
            if (catalog.TryGetTables(app.Name, out var tables)) await CheckAsync(tables, anew => catalog.Set(app.Name, anew), stopping);
        }
        if (catalog.TryGetCursors(out var known)) await CheckAsync(known, catalog.SetCursors, stopping);
    }

    private async Task CheckAsync(Topic known, Action<Topic> replace, CancellationToken stopping)
    {
        try
        {
            if (known.Epoch == 0) return;
            var answer = await admin.FindAsync(known.Name).WaitAsync(stopping);
            KafkaMetrics.Asked(answered: true);
            if (answer is not { } found) return;
            if (found.Epoch == known.Epoch) TellAdded(known, found.Partitions);
            else if (await placements.PlaceAsync(found).WaitAsync(stopping) is { } anew) Replace(anew with { IsTable = known.IsTable }, replace);
        }
        catch (KafkaException failure)
        {
            KafkaMetrics.Failed(failure.Error);
            // Kafka is away: looked at again next time.
        }
    }

    private void Replace(Topic anew, Action<Topic> replace)
    {
        placements.Rest();
        LogReplaced(anew.Name);
        replace(anew);
    }

    // They stay unused: to place channels over them would move channels.
    private void TellAdded(Topic known, int partitions)
    {
        if (partitions <= known.Partitions || !_told.Add((known.Name, partitions))) return;
        LogAdded(known.Name, partitions, known.Partitions);
    }

    private async Task<bool> TryFindAsync(TopicSpecification plan, Action<Topic> take, CancellationToken stopping)
    {
        try
        {
            // Kafka may take its time to answer; a stop does not wait for that.
            var answer = await FindOnceAsync(plan).WaitAsync(stopping);
            KafkaMetrics.Asked(answered: true);
            if (answer is { } topic)
            {
                take(topic);
                return true;
            }
            LogMissing(plan.Name);
        }
        catch (KafkaException failure)
        {
            KafkaMetrics.Failed(failure.Error);
            if (_unreachable.Admits(out var suppressed)) LogUnreachable(plan.Name, failure.Error.Reason, suppressed);
        }
        return false;
    }

    private async Task<Topic?> FindOnceAsync(TopicSpecification plan) =>
        await admin.FindOrCreateAsync(plan) is { } found ? await placements.PlaceAsync(found) : null;

    [LoggerMessage(1100, LogLevel.Information, "Kafka reached; the topics of {Apps} apps are there.")]
    private partial void LogReady(int apps);

    [LoggerMessage(1101, LogLevel.Warning, "Topic {Topic}, or the one of placements, is not there yet: it was only just created, or this service is not to create it; trying again.")]
    private partial void LogMissing(string topic);

    [LoggerMessage(1103, LogLevel.Warning, "Topic {Topic} was deleted and made anew.")]
    private partial void LogReplaced(string topic);

    [LoggerMessage(1130, LogLevel.Warning, "Topic {Topic} has {Partitions} partitions; channels stay in the first {Placed}, as recorded (docs/topics.md).")]
    private partial void LogAdded(string topic, int partitions, int placed);

    [LoggerMessage(1102, LogLevel.Warning, "Topic {Topic} could not be looked up: {Reason}; trying again. ({Suppressed} lines left out before)")]
    private partial void LogUnreachable(string topic, string reason, int suppressed);
}
