using Gateway.Shared.Apps;
using Gateway.Shared.Channels;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;
using Gateway.Shared.Kafka;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.PublisherApi.Publishing;

/// <summary>Takes an event from a request to Kafka, and answers when Kafka has it.</summary>
internal sealed class PublishEndpoints(EventReader events, WaitingBytes waiting, EventProducer producer, TimeProvider time)
{
    /// <summary><c>POST /v1/apps/{app}/channels/{channel}/events</c></summary>
    public Task<IResult> ToChannelAsync(HttpContext context)
    {
        var channel = RouteChannel.Of(context);
        return ChannelName.IsValid(channel) ? ReadAsync(context, channel) : Task.FromResult(ProblemResults.From(Codes.ChannelInvalid));
    }

    /// <summary><c>POST /v1/apps/{app}/events</c>: the extension attribute <c>channel</c> names the channel.</summary>
    public Task<IResult> ToNamedChannelAsync(HttpContext context) => ReadAsync(context, channel: null);

    private async Task<IResult> ReadAsync(HttpContext context, string? channel)
    {
        var mode = ContentModes.Of(context.Request.ContentType);
        if (mode == ContentMode.Unsupported) return ProblemResults.From(Codes.UnsupportedMediaType);
        var limit = events.MaxBodyBytes(mode);
        using var room = waiting.TryTake(Math.Min(context.Request.ContentLength ?? limit, limit));
        if (room is null) return ProblemResults.From(Codes.Overloaded);
        var read = await events.ReadAsync(context, mode, room);
        return read.Draft is { } draft
            ? await CompleteAsync(context.Features.GetRequiredFeature<App>(), draft, channel ?? draft.TakeChannel())
            : ProblemResults.From(read.Refusal!, read.Detail);
    }

    private async Task<IResult> CompleteAsync(App app, EventDraft draft, string? channel)
    {
        if (!ChannelName.IsValid(channel))
            return ProblemResults.From(Codes.ChannelInvalid, channel is null ? "The extension attribute 'channel' is missing." : null);
        var complete = draft.Complete(app, channel!, time);
        return EventRules.FaultOf(complete) is { } fault ? ProblemResults.From(Codes.EventInvalid, fault) : await PublishAsync(app, complete);
    }

    private async Task<IResult> PublishAsync(App app, Event complete)
    {
        var outcome = await producer.PublishAsync(app, complete);
        if (outcome.Refusal is { } refusal) return ProblemResults.From(refusal);
        var reply = new PublishReply(complete.Id, complete.Channel, outcome.Position.ToString(), outcome.IsRepeat);
        var status = outcome.IsRepeat ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        return TypedResults.Json(reply, PublishJson.Default.PublishReply, statusCode: status);
    }
}
