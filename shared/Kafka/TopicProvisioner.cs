using Confluent.Kafka;
using Gateway.Shared.Apps;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>Finds the apps' topics, has the missing ones created, and tries again until Kafka has answered for all.</summary>
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

    [LoggerMessage(1102, LogLevel.Warning, "Kafka did not answer for topic {Topic}: {Reason}; trying again.")]
    private partial void LogUnreachable(string topic, string reason);
}
