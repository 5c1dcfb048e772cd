using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Options;

namespace Gateway.PublisherApi.Publishing;

/// <summary>An event as it was read, or the code that refuses it and what it says about this case.</summary>
internal readonly record struct ReadOutcome(EventDraft? Draft, Code? Refusal, string? Detail = null);

/// <summary>The events of a batch as they were read, their data in <paramref name="body"/>; or the code that refuses it as a whole and what it says about this case.</summary>
internal readonly struct BatchOutcome(ReadOutcome[]? events, RentedBody? body, Code? refusal = null, string? detail = null) : IDisposable
{
    public ReadOutcome[]? Events => events;

    public Code? Refusal => refusal;

    public string? Detail => detail;

    public void Dispose() => body?.Dispose();
}

/// <summary>Reads the events of a request: one, in binary or structured mode, or a batch.</summary>
internal sealed class EventReader(IOptions<PublisherApiOptions> options, RequestBody bodies)
{
    private readonly int _maxEventBytes = options.Value.MaxEventBytes;
    private readonly int _maxStructuredBytes = options.Value.MaxStructuredBytes;
    private readonly int _maxBatchBytes = options.Value.MaxBatchBytes;
    private readonly int _maxBatchEvents = options.Value.MaxBatchEvents;

    /// <summary>The greatest body of a request in the mode.</summary>
    private int MaxBodyBytes(ContentMode mode) => mode switch
    {
        ContentMode.Structured => _maxStructuredBytes,
        ContentMode.Batch => _maxBatchBytes,
        _ => _maxEventBytes,
    };

    /// <summary>Reads the body, then the event.</summary>
    public async ValueTask<ReadOutcome> ReadAsync(HttpContext context, ContentMode mode, FairRoom.Lease room)
    {
        var (body, refusal) = await bodies.ReadAsync(context, MaxBodyBytes(mode), room);
        if (body is null) return new(null, refusal);
        var draft = new EventDraft { TraceParent = Tracing.TraceParentOf(context.Request) };
        var fault = mode == ContentMode.Structured ? StructuredEvent.Read(body, draft) : BinaryEvent.Read(context.Request, body, draft);
        return OutcomeOf(draft, fault ?? IdempotencyKey.Read(context.Request, draft));
    }

    /// <summary>Reads the body, then all its events.</summary>
    public async ValueTask<BatchOutcome> ReadBatchAsync(HttpContext context, FairRoom.Lease room)
    {
        if (IdempotencyKey.FaultOfBatch(context.Request) is { } ambiguous) return new(null, null, Codes.BatchInvalid, ambiguous);
        var (body, refusal) = await bodies.RentAsync(context, _maxBatchBytes, room);
        if (body is null) return new(null, null, refusal == Codes.EventTooLarge ? Codes.BatchTooLarge : refusal);
        var events = new List<BatchedDraft>();
        if (StructuredBatch.Read(body.Bytes, _maxBatchEvents, events) is { } fault) return new(null, body, Codes.BatchInvalid, fault);
        return events.Count > _maxBatchEvents ? new(null, body, Codes.BatchTooLarge) : new(OutcomesOf(events, Tracing.TraceParentOf(context.Request)), body);
    }

    private ReadOutcome[] OutcomesOf(List<BatchedDraft> events, string? traceParent)
    {
        var outcomes = new ReadOutcome[events.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            events[i].Draft.TraceParent = traceParent;
            outcomes[i] = OutcomeOf(events[i].Draft, events[i].Fault);
        }
        return outcomes;
    }

    private ReadOutcome OutcomeOf(EventDraft draft, string? fault)
    {
        if (fault is not null) return new(null, Codes.EventInvalid, fault);
        return draft.Data?.Length > _maxEventBytes ? new(null, Codes.EventTooLarge) : new(draft, null);
    }
}
