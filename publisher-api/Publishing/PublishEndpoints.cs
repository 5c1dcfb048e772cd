using Gateway.Shared.Apps;
using Gateway.Shared.Channels;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;
using Gateway.Shared.Kafka;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.PublisherApi.Publishing;

/// <summary>Takes an event from a request to Kafka, and answers when Kafka has it.</summary>
internal sealed class PublishEndpoints(EventReader events, EventCheck check, BatchPublisher batches, WaitingBytes waiting, EventProducer producer)
{
    /// <summary><c>POST /v1/apps/{app}/channels/{channel}/events</c></summary>
    public Task<IResult> ToChannelAsync(HttpContext context)
    {
        var channel = RouteChannel.Of(context);
        return ChannelName.IsValid(channel) ? ReadAsync(context, channel, rowKey: null) : Task.FromResult(ProblemResults.From(Codes.ChannelInvalid));
    }

    /// <summary><c>POST /v1/apps/{app}/events</c>: the extension attribute <c>channel</c> names the channel.</summary>
    public Task<IResult> ToNamedChannelAsync(HttpContext context) => ReadAsync(context, channel: null, rowKey: null);

    /// <summary><c>PUT /v1/apps/{app}/channels/{channel}/rows/{key}</c>: the row is inserted or replaced.</summary>
    public Task<IResult> PutRowAsync(HttpContext context) =>
        RefusalOfRow(context) is { } refusal ? Task.FromResult(ProblemResults.From(refusal)) : ReadAsync(context, RouteChannel.Of(context), RouteRow.Of(context));

    /// <summary><c>DELETE /v1/apps/{app}/channels/{channel}/rows/{key}</c>: the row is gone; good also if there was none.</summary>
    public async Task<IResult> DeleteRowAsync(HttpContext context)
    {
        if (RefusalOfRow(context) is { } refusal) return ProblemResults.From(refusal);
        var draft = new EventDraft();
        if (BinaryEvent.Read(context.Request, [], draft) is { } fault) return ProblemResults.From(Codes.EventInvalid, fault);
        (draft.Data, draft.DataContentType) = (null, null);
        return await CompleteAsync(context.Features.GetRequiredFeature<App>(), draft, RouteChannel.Of(context), RouteRow.Of(context));
    }

    // Before the body is read.
    private static Code? RefusalOfRow(HttpContext context)
    {
        var channel = RouteChannel.Of(context);
        if (!ChannelName.IsValid(channel)) return Codes.ChannelInvalid;
        if (!context.Features.GetRequiredFeature<App>().IsTable(channel)) return Codes.NotATable;
        return RowKey.IsValid(RouteRow.Of(context)) ? null : Codes.RowKeyInvalid;
    }

    private async Task<IResult> ReadAsync(HttpContext context, string? channel, string? rowKey)
    {
        var mode = ContentModes.Of(context.Request.ContentType);
        if (mode == ContentMode.Unsupported || (mode == ContentMode.Batch && rowKey is not null)) return ProblemResults.From(Codes.UnsupportedMediaType);
        var limit = events.MaxBodyBytes(mode);
        using var room = waiting.TryTake(Math.Min(context.Request.ContentLength ?? limit, limit));
        if (room is null) return ProblemResults.From(Codes.Overloaded);
        if (mode == ContentMode.Batch) return await batches.PublishAsync(context, channel, room);
        var read = await events.ReadAsync(context, mode, room);
        if (read.Draft is not { } draft) return ProblemResults.From(read.Refusal!, read.Detail);
        if (rowKey is not null && draft.Data is null) return ProblemResults.From(Codes.RowDataMissing);
        return await CompleteAsync(context.Features.GetRequiredFeature<App>(), draft, channel ?? draft.TakeChannel(), rowKey);
    }

    private async Task<IResult> CompleteAsync(App app, EventDraft draft, string? channel, string? rowKey)
    {
        var (complete, refusal, detail) = check.Complete(app, draft, channel, rowKey);
        if (complete is null) return ProblemResults.From(refusal!, detail);
        return await PublishAsync(app, complete, rowKey is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    // A row may have been there before or not: nobody has looked, so 200 stands for both.
    private async Task<IResult> PublishAsync(App app, Event complete, int status)
    {
        var outcome = await producer.PublishAsync(app, complete);
        if (outcome.Refusal is { } refusal) return ProblemResults.From(refusal);
        if (outcome.IsRepeat) status = StatusCodes.Status200OK;
        return new JsonReply<PublishReply>(PublishReply.Of(complete, outcome), PublishJson.Default.PublishReply, status);
    }
}
