using Gateway.Shared.Errors;
using Gateway.Shared.Positions;

namespace Gateway.PublisherApi.History;

/// <summary>Where a page begins.</summary>
/// <param name="After">After this offset.</param>
/// <param name="LostFrom">If events before it are known to be lost: from where on.</param>
/// <param name="LostBy">Why they are, as <see cref="GapReason"/>.</param>
/// <param name="IsTruncated">Whether fewer of the last events than were asked for may lie after it.</param>
/// <param name="Refusal">Why there is none.</param>
internal readonly record struct HistoryStart(
    long After, Position? LostFrom = null, string LostBy = GapReason.Retention, bool IsTruncated = false, Code? Refusal = null)
{
    /// <summary>What cannot be given any more, now that the partition begins at <paramref name="low"/>; null if nothing is lost.</summary>
    public HistoryGap? GapOf(PartitionId partition, long low)
    {
        var to = partition.At(Math.Max(After, low - 1));
        if (LostFrom is { } from) return new HistoryGap(LostBy, from, to);
        return After < low - 1 ? new HistoryGap(GapReason.Retention, partition.At(After), to) : null;
    }
}

/// <summary>Events after <paramref name="From"/> up to <paramref name="To"/> cannot be given any more.</summary>
internal sealed record HistoryGap(string Reason, Position From, Position To);
