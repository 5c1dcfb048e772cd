using Gateway.Shared.Errors;
using Microsoft.Extensions.Options;

namespace Gateway.PublisherApi.Publishing;

/// <summary>An event as it was read, or the code that refuses the request and what it says about this case.</summary>
internal readonly record struct ReadOutcome(EventDraft? Draft, Code? Refusal, string? Detail = null);

/// <summary>Reads one event from a request, in either content mode.</summary>
internal sealed class EventReader(IOptions<PublisherApiOptions> options)
{
    private readonly int _maxEventBytes = options.Value.MaxEventBytes;
    private readonly int _maxStructuredBytes = options.Value.MaxStructuredBytes;

    /// <summary>The greatest body of a request in the mode.</summary>
    public int MaxBodyBytes(ContentMode mode) => mode == ContentMode.Structured ? _maxStructuredBytes : _maxEventBytes;

    /// <summary>Reads the body, then the event.</summary>
    public async ValueTask<ReadOutcome> ReadAsync(HttpContext context, ContentMode mode, WaitingBytes.Lease room)
    {
        if (await RequestBody.ReadAsync(context, MaxBodyBytes(mode)) is not { } body) return new(null, Codes.EventTooLarge);
        room.ShrinkTo(body.Length);
        var draft = new EventDraft();
        var fault = mode == ContentMode.Structured ? StructuredEvent.Read(body, draft) : BinaryEvent.Read(context.Request, body, draft);
        fault ??= IdempotencyKey.Read(context.Request, draft);
        if (fault is not null) return new(null, Codes.EventInvalid, fault);
        return draft.Data?.Length > _maxEventBytes ? new(null, Codes.EventTooLarge) : new(draft, null);
    }
}
