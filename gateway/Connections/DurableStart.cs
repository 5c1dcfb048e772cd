using Gateway.Cursors;
using Gateway.Shared.Cursors;
using Gateway.Shared.Errors;
using Gateway.Shared.Positions;

namespace Gateway.Connections;

/// <summary>What is known of a durable subscription before it begins.</summary>
/// <param name="Key">Whose cursor it has; null if the subscription is not durable.</param>
/// <param name="Known">Its cursor; null if it has none yet.</param>
/// <param name="Refusal">Why it cannot begin.</param>
internal readonly record struct DurableStart(CursorKey? Key, KnownCursor? Known, Code? Refusal)
{
    /// <summary>Of a subscription that is not durable.</summary>
    public static readonly Task<DurableStart> None = Task.FromResult(default(DurableStart));

    /// <summary>Whether it goes on from its cursor; null if it is not durable.</summary>
    public bool? IsResumed => Key is null ? null : Known is not null;

    /// <summary>The request as it is to be carried out: a known cursor gives way to a position only, which a client has reason to give.</summary>
    public ChannelRequest Apply(ChannelRequest request) => Known is { } known && request.Position is null
        ? request with { Position = known.Cursor.Position.ToString(), Start = null, Last = null }
        : request;

    /// <summary>Whether the log ends before the cursor: it was cut, and what is written next would count as acknowledged.</summary>
    public bool IsCut(ChannelRequest request, Position begun) =>
        request.Position is null && Known is { } known && known.Cursor.Position.Epoch == begun.Epoch && begun.Offset < known.Cursor.Position.Offset;
}
