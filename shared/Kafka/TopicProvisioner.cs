using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Shared.Apps;
using Gateway.Shared.Cursors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>Finds the apps' topics, has the missing ones created, and tries again until Kafka has answered for all. Then watches whether one is made anew.</summary>
internal sealed partial class TopicProvisioner(
    AppRegistry apps,
    TopicCatalog catalog,
    TopicAdmin admin,
    PlacementLog placements,
    IOptions<TopicOptions> topics,
    IOptions<CursorOptions> cursors,
    TimeProvider time,
    ILogger<TopicProvisioner> log) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly HashSet<(string Topic, int Partitions)> _told = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        placements.Connect();
        foreach (var app in apps.All)
        {
            catalog.Set(app.Name, await FindAsync(TopicPlans.Streams(topics.Value, app.Name), stoppingToken));
            if (app.HasTables) catalog.Set(app.Name, await FindAsync(TopicPlans.Tables(topics.Value, app.Name), stoppingToken) with { IsTable = true });
        }
        catalog.SetCursors(await FindAsync(TopicPlans.Cursors(topics.Value, cursors.Value.Expiry), stoppingToken));
        placements.Rest();
        catalog.IsReady = true;
        LogReady(apps.All.Count);
        await WatchAsync(stoppingToken);
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(topics.Value.CheckInterval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            foreach (var app in apps.All)
            {
                if (catalog.TryGetStreams(app.Name, out var streams)) await CheckAsync(streams, anew => catalog.Set(app.Name, anew), stopping);
                if (catalog.TryGetTables(app.Name, out var tables)) await CheckAsync(tables, anew => catalog.Set(app.Name, anew), stopping);
            }
            if (catalog.TryGetCursors(out var known)) await CheckAsync(known, catalog.SetCursors, stopping);
        }
    }

    private async Task CheckAsync(Topic known, Action<Topic> replace, CancellationToken stopping)
    {
        try
        {
            if (known.Epoch == 0) return;
            if (await admin.FindAsync(known.Name).WaitAsync(stopping) is not { } found) return;
            if (found.Epoch == known.Epoch) TellAdded(known, found.Partitions);
            else if (await placements.PlaceAsync(found).WaitAsync(stopping) is { } anew) Replace(anew with { IsTable = known.IsTable }, replace);
        }
        catch (KafkaException)
        {
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

    private async Task<Topic> FindAsync(TopicSpecification plan, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                // Kafka may take its time to answer; a stop does not wait for that.
                if (await FindOnceAsync(plan).WaitAsync(stopping) is { } topic) return topic;
                LogMissing(plan.Name);
            }
            catch (KafkaException failure)
            {
                LogUnreachable(plan.Name, failure.Error.Reason);
            }
            await Task.Delay(RetryAfter, time, stopping);
        }
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

    [LoggerMessage(1102, LogLevel.Warning, "Kafka did not answer for topic {Topic}: {Reason}; trying again.")]
    private partial void LogUnreachable(string topic, string reason);
}
