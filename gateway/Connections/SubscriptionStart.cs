using Gateway.Metrics;
using Gateway.Protocols.Json;
using Gateway.Shared.Positions;

namespace Gateway.Connections;

/// <summary>Where a subscription is to begin.</summary>
/// <param name="After">After this offset; null: now.</param>
/// <param name="LostFrom">If events before it are known to be lost: from where on.</param>
/// <param name="LostBy">Why they are, as <see cref="GapReason"/>.</param>
/// <param name="IsTruncated">Whether fewer events than were asked for may lie after it.</param>
internal readonly record struct SubscriptionStart(long? After, Position? LostFrom = null, string LostBy = "", bool IsTruncated = false)
{
    /// <summary>The gap to tell, now that the subscription stands at <paramref name="position"/>; null if there is none.</summary>
    public byte[]? GapFrame(string channel, Position position)
    {
        if (LostFrom is { } from) return GapFrame(channel, LostBy, from, position);
        // The log ends before the position that was given.
        return After is { } after && after != position.Offset ? GapFrame(channel, GapReason.Future, position with { Offset = after }, position) : null;
    }

    private static byte[] GapFrame(string channel, string reason, Position from, Position to)
    {
        GatewayMetrics.Gap(reason);
        return ReplyWriter.Gap(channel, reason, from, to);
    }
}
