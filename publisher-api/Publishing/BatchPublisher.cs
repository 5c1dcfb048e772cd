using System.Text.Json;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;
using Gateway.Shared.Kafka;

namespace Gateway.PublisherApi.Publishing;

/// <summary>Takes a batch of events from a request to Kafka: all of them or, if one is faulty, none.</summary>
internal sealed class BatchPublisher(EventReader reader, EventCheck check, EventProducer producer)
{
    /// <summary>Answers when Kafka has all events, or will not have some; <paramref name="channel"/> is that of the address, if it names one.</summary>
    public async Task<IResult> PublishAsync(HttpContext context, App app, string? channel, FairRoom.Lease room)
    {
        using var read = await reader.ReadBatchAsync(context, room);
        if (read.Events is not { } drafts) return ProblemResults.From(read.Refusal!, read.Detail);
        var events = new Event[drafts.Length];
        if (Complete(app, drafts, channel, events) is { } faults) return Refused(faults);
        var publishing = producer.PublishAsync(app, events);
        // All data has been copied into records: others may use that memory while Kafka takes them.
        read.Dispose();
        return ReplyTo(events, await publishing);
    }

    // The faults of all events; null if there are none.
    private List<EventFault>? Complete(App app, ReadOutcome[] drafts, string? channel, Event[] events)
    {
        List<EventFault>? faults = null;
        for (var i = 0; i < events.Length; i++)
        {
            var (complete, refusal, detail) = Complete(app, drafts[i], channel);
            if (complete is not null) events[i] = complete;
            else (faults ??= []).Add(new(i, ErrorReply.Of(refusal!, detail)));
        }
        return faults;
    }

    private CheckOutcome Complete(App app, ReadOutcome read, string? channel) => read.Draft is { } draft
        ? check.Complete(app, draft, channel, rowKey: null)
        : new(null, read.Refusal, read.Detail);

    private static IResult Refused(IReadOnlyList<EventFault> faults) =>
        ProblemResults.From(Codes.BatchInvalid, JsonSerializer.SerializeToElement(faults, PublishJson.Default.IReadOnlyListEventFault));

    private static IResult ReplyTo(Event[] events, PublishOutcome[] outcomes)
    {
        var replies = new PublishReply[events.Length];
        for (var i = 0; i < replies.Length; i++) replies[i] = PublishReply.Of(events[i], outcomes[i]);
        if (RefusalOf(outcomes) is { } refusal)
            return ProblemResults.From(refusal, JsonSerializer.SerializeToElement(replies, PublishJson.Default.IReadOnlyListPublishReply));
        var status = Array.TrueForAll(outcomes, outcome => outcome.IsRepeat) ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        // In chunks, as it is written: whole it would be as large as the batch.
        return TypedResults.Json(new BatchReply(replies), PublishJson.Default.BatchReply, statusCode: status);
    }

    // If all were refused alike, that tells more.
    private static Code? RefusalOf(PublishOutcome[] outcomes)
    {
        if (Array.TrueForAll(outcomes, outcome => outcome.Refusal is null)) return null;
        var first = outcomes[0].Refusal;
        return Array.TrueForAll(outcomes, outcome => outcome.Refusal == first) ? first : Codes.BatchIncomplete;
    }
}
