using Confluent.Kafka;
using Gateway.Shared.Apps;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>Finds the apps' topics, has the missing ones created, and tries again until Kafka has answered for all. Then watches whether one is made anew.</summary>
internal sealed partial class TopicProvisioner(
    AppRegistry apps,
    TopicCatalog catalog,
    TopicAdmin admin,
    IOptions<TopicOptions> topics,
    TimeProvider time,
    ILogger<TopicProvisioner> log) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var app in apps.Names)
            catalog.SetStreams(app, await FindAsync(topics.Value.StreamsOf(app), stoppingToken));
        catalog.IsReady = true;
        LogReady(apps.Names.Count);
        await WatchAsync(stoppingToken);
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(topics.Value.CheckInterval, time);
        while (await timer.WaitForNextTickAsync(stopping))
            foreach (var app in apps.Names) await CheckAsync(app, stopping);
    }

    // More partitions are not taken over: that would move channels.
    private async Task CheckAsync(string app, CancellationToken stopping)
    {
        try
        {
            if (!catalog.TryGetStreams(app, out var known) || known.Epoch == 0) return;
            if (await admin.FindAsync(known.Name).WaitAsync(stopping) is not { } found || found.Epoch == known.Epoch) return;
            LogReplaced(known.Name);
            catalog.SetStreams(app, found);
        }
        catch (KafkaException)
        {
            // Kafka is away: looked at again next time.
        }
    }

    private async Task<Topic> FindAsync(string name, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                // Kafka may take its time to answer; a stop does not wait for that.
                if (await admin.FindOrCreateAsync(name).WaitAsync(stopping) is { } topic) return topic;
                LogMissing(name);
            }
            catch (KafkaException failure)
            {
                LogUnreachable(name, failure.Error.Reason);
            }
            await Task.Delay(RetryAfter, time, stopping);
        }
    }

    [LoggerMessage(1100, LogLevel.Information, "Kafka reached; the topics of {Apps} apps are there.")]
    private partial void LogReady(int apps);

    [LoggerMessage(1101, LogLevel.Warning, "Topic {Topic} is not there yet and is not to be created by this service; trying again.")]
    private partial void LogMissing(string topic);

    [LoggerMessage(1103, LogLevel.Warning, "Topic {Topic} was deleted and made anew.")]
    private partial void LogReplaced(string topic);

    [LoggerMessage(1102, LogLevel.Warning, "Kafka did not answer for topic {Topic}: {Reason}; trying again.")]
    private partial void LogUnreachable(string topic, string reason);
}
