using Gateway.Channels;
using Gateway.Shared.Errors;
using Gateway.Shared.Positions;

namespace Gateway.Connections;

/// <summary>Finds where a subscription is to begin, from what the client asked for.</summary>
internal sealed class StartFinder(WindowTable windows, TimeProvider time)
{
    /// <summary>The start; or the code with which it is refused.</summary>
    public async ValueTask<(SubscriptionStart Start, Code? Refusal)> FindAsync(ChannelRequest request, PartitionId partition)
    {
        if (request.Position is { } position) return After(position, partition);
        if (request.Start is not { } asked) return default;
        if (!StartPoint.TryParse(asked, time.GetUtcNow(), out var start)) return (default, Codes.StartInvalid);
        if (await windows.FindAsync(partition, start) is not { } found) return (default, Codes.KafkaUnavailable);
        var cut = found.IsCut ? new Position(partition.Epoch, partition.Partition, -1) : default(Position?);
        return (new SubscriptionStart(found.After, cut, GapReason.Retention), null);
    }

    private static (SubscriptionStart Start, Code? Refusal) After(string text, PartitionId partition)
    {
        if (!Position.TryParse(text, out var position)) return (default, Codes.PositionInvalid);
        // All of a topic that was made anew came after a position on the one before it.
        if (position.Epoch != partition.Epoch) return (new SubscriptionStart(-1, position, GapReason.Epoch), null);
        return position.Partition == partition.Partition
            ? (new SubscriptionStart(position.Offset, null, ""), null)
            : (default, Codes.PositionInvalid);
    }
}
