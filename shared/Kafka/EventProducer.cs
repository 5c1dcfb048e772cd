using System.Text;
using Confluent.Kafka;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Shared.Kafka;

/// <summary>Writes events to the apps' topics. Safe from any thread.</summary>
public sealed partial class EventProducer(RecordProducer records, TopicCatalog topics, TimeProvider time, ILogger<EventProducer> log)
{
    private readonly LogThrottle _refused = new(time);

    internal RecentPublishes Recent { get; } = new(time);

    /// <summary>
    /// Writes the event and answers when Kafka has it or when <see cref="KafkaOptions.PublishTimeout"/> has passed. Never throws
    /// for what Kafka does: the outcome names the code. On a stream channel an event of the same channel, source and id that this node has published of
    /// late is not written again.
    /// </summary>
    public Task<PublishOutcome> PublishAsync(App app, Event published)
    {
        var told = new TaskCompletionSource<PublishOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        Publish(app, published, (_, outcome) => told.SetResult(outcome), index: 0);
        return told.Task;
    }

    /// <summary>Writes all events at once, those of a channel in their order, and answers when all outcomes are known: each as if it were published alone.</summary>
    public Task<PublishOutcome[]> PublishAsync(App app, IReadOnlyList<Event> events)
    {
        var outcomes = new PublishOutcomes(events.Count);
        Action<int, PublishOutcome> tell = outcomes.Tell;
        Dictionary<string, Code>? refused = null;
        for (var i = 0; i < events.Count; i++)
        {
            // What follows a refused event in its channel must not overtake it, because that one will be sent again.
            if (refused is not null && refused.TryGetValue(events[i].Channel, out var before)) outcomes.Tell(i, Refused(before));
            else Publish(app, events[i], tell, i);
            // One that is in conflict with an event before is not sent again.
            if (outcomes.RefusalOf(i) is { } refusal && refusal != Codes.IdConflict) (refused ??= [])[events[i].Channel] = refusal;
        }
        return outcomes.All;
    }

    // The outcome is told with the index, here or by the Kafka client's thread.
    private void Publish(App app, Event published, Action<int, PublishOutcome> tell, int index)
    {
        if (!topics.TryGet(app, published.Channel, out var topic)) tell(index, Refused(Codes.KafkaUnavailable));
        // To write a row again does no harm, and the last write counts.
        else if (!published.IsIdGiven || topic.IsTable) Write(topic, published, new(this, topic, published, null, tell, index));
        else PublishOnce(topic, published, tell, index);
    }

    private void PublishOnce(Topic topic, Event published, Action<int, PublishOutcome> tell, int index)
    {
        if (Recent.Begin(topic, published, out var before) is { } first) Write(topic, published, new(this, topic, published, first, tell, index));
        else _ = TellRepeatAsync(before!, tell, index);
    }

    private static async Task TellRepeatAsync(Task<PublishOutcome> before, Action<int, PublishOutcome> tell, int index)
    {
        var outcome = await before;
        if (outcome.Refusal is null) PublishMetrics.Repeats.Inc();
        tell(index, outcome with { IsRepeat = outcome.Refusal is null });
    }

    private void Write(Topic topic, Event published, EventWrite write)
    {
        try
        {
            var partition = topic.PartitionOf(Encoding.UTF8.GetBytes(published.Channel));
            records.Send(topic.Name, partition, EventMessage.From(published, write.TraceParent), write.OnReport);
        }
        catch
        {
            // Whatever happens: others may wait for it.
            write.End(Refused(Codes.Internal));
            throw;
        }
    }

    // Counted where it is answered: here as well would count it twice.
    internal static PublishOutcome Refused(Code code) => new(default, code);

    internal Code CodeOf(Error error)
    {
        if (_refused.Admits(out var suppressed)) LogRefused(log, error.Code, error.Reason, suppressed);
        return error.Code switch
        {
            ErrorCode.MsgSizeTooLarge => Codes.EventTooLarge,
            ErrorCode.Local_QueueFull => Codes.Overloaded,
            _ when Refusals.IsFinal(error) => Codes.KafkaRefused,
            _ => Codes.KafkaUnavailable,
        };
    }

    [LoggerMessage(1110, LogLevel.Warning, "Kafka did not take an event: {Code}, {Reason} ({Suppressed} lines left out before)")]
    private static partial void LogRefused(ILogger log, ErrorCode code, string reason, int suppressed);
}
