using Gateway.Shared.Apps;
using Gateway.Shared.Channels;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;
using Gateway.Shared.Kafka;
using Gateway.Shared.Telemetry;

namespace Gateway.PublisherApi.Publishing;

/// <summary>Takes an event from a request to Kafka, and answers when Kafka has it.</summary>
internal sealed class PublishEndpoints(EventReader events, EventCheck check, BatchPublisher batches, WaitingBytes waiting, EventProducer producer)
{
    /// <summary><c>POST /v1/apps/{app}/channels/{channel}/events</c></summary>
    public Task<IResult> ToChannelAsync(HttpContext context, App app)
    {
        var channel = RouteChannel.Of(context);
        return ChannelName.IsValid(channel) ? ReadAsync(context, app, channel, rowKey: null) : Task.FromResult(ProblemResults.From(Codes.ChannelInvalid));
    }

    /// <summary><c>POST /v1/apps/{app}/events</c>: the extension attribute <c>channel</c> names the channel.</summary>
    public Task<IResult> ToNamedChannelAsync(HttpContext context, App app) => ReadAsync(context, app, channel: null, rowKey: null);

    /// <summary><c>PUT /v1/apps/{app}/channels/{channel}/rows/{key}</c>: the row is inserted or replaced.</summary>
    public Task<IResult> PutRowAsync(HttpContext context, App app) => RefusalOfRow(context, app) is { } refusal
        ? Task.FromResult(ProblemResults.From(refusal))
        : ReadAsync(context, app, RouteChannel.Of(context), RouteRow.Of(context));

    /// <summary><c>DELETE /v1/apps/{app}/channels/{channel}/rows/{key}</c>: the row is gone; good also if there was none.</summary>
    public async Task<IResult> DeleteRowAsync(HttpContext context, App app)
    {
        if (RefusalOfRow(context, app) is { } refusal) return ProblemResults.From(refusal);
        using var room = waiting.TryEnter(app);
        if (room is null) return ProblemResults.From(Codes.Overloaded);
        var draft = new EventDraft { TraceParent = Tracing.TraceParentOf(context.Request) };
        if (BinaryEvent.ReadAttributes(context.Request, draft) is { } fault) return ProblemResults.From(Codes.EventInvalid, fault);
        return await PublishAsync(app, draft, RouteChannel.Of(context), RouteRow.Of(context));
    }

    // Before the body is read.
    private static Code? RefusalOfRow(HttpContext context, App app)
    {
        var channel = RouteChannel.Of(context);
        if (!ChannelName.IsValid(channel)) return Codes.ChannelInvalid;
        if (!app.IsTable(channel)) return Codes.NotATable;
        return RowKey.IsValid(RouteRow.Of(context)) ? null : Codes.RowKeyInvalid;
    }

    private async Task<IResult> ReadAsync(HttpContext context, App app, string? channel, string? rowKey)
    {
        var mode = ContentModes.Of(context.Request.ContentType);
        if (BodyHead.RefusalOf(context.Request, mode, isRow: rowKey is not null) is { } unread) return ProblemResults.From(unread.Refusal, unread.Detail);
        using var room = waiting.TryEnter(app);
        if (room is null) return ProblemResults.From(Codes.Overloaded);
        if (mode == ContentMode.Batch) return await batches.PublishAsync(context, app, channel, room);
        var read = await events.ReadAsync(context, mode, room);
        if (read.Draft is not { } draft) return ProblemResults.From(read.Refusal!, read.Detail);
        if (rowKey is not null && (draft.Data?.Length ?? 0) == 0) return ProblemResults.From(Codes.RowDataMissing);
        return await PublishAsync(app, draft, channel, rowKey);
    }

    private async Task<IResult> PublishAsync(App app, EventDraft draft, string? channel, string? rowKey)
    {
        var (complete, refusal, detail) = check.Complete(app, draft, channel, rowKey);
        if (complete is null) return ProblemResults.From(refusal!, detail);
        var outcome = await producer.PublishAsync(app, complete);
        if (outcome.Refusal is { } refused) return ProblemResults.From(refused);
        // A row may have been there before or not: nobody has looked, so 200 stands for both.
        var status = rowKey is not null || outcome.IsRepeat ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        return new JsonReply<PublishReply>(PublishReply.Of(complete, outcome), PublishJson.Default.PublishReply, status);
    }
}
