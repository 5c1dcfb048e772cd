using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;
using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Shared.Kafka;

/// <summary>Writes events to the apps' topics. Safe from any thread.</summary>
public sealed partial class EventProducer(RecordProducer records, TopicCatalog topics, TimeProvider time, ILogger<EventProducer> log)
{
    private readonly RecentPublishes _recent = new(time);
    private readonly LogThrottle _refused = new(time);

    /// <summary>
    /// Writes the event and answers when Kafka has it or when <see cref="KafkaOptions.PublishTimeout"/> has passed. Never throws
    /// for what Kafka does: the outcome names the code. On a stream channel an event of the same channel, source and id that this node has published of
    /// late is not written again.
    /// </summary>
    public Task<PublishOutcome> PublishAsync(App app, Event published)
    {
        if (!topics.TryGet(app, published.Channel, out var topic)) return Task.FromResult(Refused(Codes.KafkaUnavailable));
        // To write a row again does no harm, and the last write counts.
        return published.IsIdGiven && !topic.IsTable ? PublishOnceAsync(topic, published) : WriteAsync(topic, published);
    }

    private async Task<PublishOutcome> PublishOnceAsync(Topic topic, Event published)
    {
        var own = _recent.Begin(topic, published, out var isFirst);
        if (isFirst) return await WriteFirstAsync(own, topic, published);
        var outcome = await own.Told.Task;
        if (outcome.Refusal is not null) return outcome;
        PublishMetrics.Repeats.Inc();
        return outcome with { IsRepeat = true };
    }

    private async Task<PublishOutcome> WriteFirstAsync(RecentPublishes.Publish own, Topic topic, Event published)
    {
        var outcome = Refused(Codes.Internal);
        try
        {
            return outcome = await WriteAsync(topic, published);
        }
        finally
        {
            // Whatever happens: others may wait for it.
            _recent.Complete(own, outcome);
        }
    }

    private async Task<PublishOutcome> WriteAsync(Topic topic, Event published)
    {
        using var activity = Tracing.StartPublish(topic.Name, published);
        var started = Stopwatch.GetTimestamp();
        var message = EventMessage.From(published, Tracing.TraceParent());
        var partition = topic.PartitionOf(Encoding.UTF8.GetBytes(published.Channel));
        var report = await records.SendAsync(topic.Name, partition, message);
        if (report.Error.IsError) return Refused(CodeOf(report.Error));
        PublishMetrics.Published(published.Data?.Length ?? 0, Stopwatch.GetElapsedTime(started));
        return new PublishOutcome(new Position(topic.Epoch, report.Partition.Value, report.Offset.Value), null);
    }

    // Counted where it is answered: here as well would count it twice.
    private static PublishOutcome Refused(Code code) => new(default, code);

    private Code CodeOf(Error error)
    {
        if (_refused.Admits(out var suppressed)) LogRefused(log, error.Code, error.Reason, suppressed);
        return error.Code switch
        {
            ErrorCode.MsgSizeTooLarge => Codes.EventTooLarge,
            ErrorCode.Local_QueueFull => Codes.Overloaded,
            _ => Codes.KafkaUnavailable,
        };
    }

    [LoggerMessage(1110, LogLevel.Warning, "Kafka did not take an event: {Code}, {Reason} ({Suppressed} lines left out before)")]
    private static partial void LogRefused(ILogger log, ErrorCode code, string reason, int suppressed);
}
