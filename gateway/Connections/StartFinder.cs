using Gateway.Channels;
using Gateway.Shared.Errors;
using Gateway.Shared.History;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary>Finds where a subscription is to begin, from what the client asked for.</summary>
internal sealed class StartFinder(WindowTable windows, HistoryQueue history, IOptions<HistoryOptions> options, TimeProvider time)
{
    private readonly HistoryPlaces _places = new(options.Value.MaxSearches);

    /// <summary>The start; or the code with which it is refused.</summary>
    public ValueTask<(SubscriptionStart Start, Code? Refusal)> FindAsync(ChannelRequest request, PartitionId partition, byte[] channel) => request switch
    {
        { Position: { } position } => new(After(position, partition)),
        { Start: { } start } => SinceAsync(start, partition),
        { Last: { } count } => LastAsync(count, partition, channel),
        _ => default,
    };

    private static (SubscriptionStart Start, Code? Refusal) After(string text, PartitionId partition)
    {
        if (!Position.TryParse(text, out var position)) return (default, Codes.PositionInvalid);
        // All of a topic that was made anew came after a position on the one before it.
        if (position.Epoch != partition.Epoch) return (new SubscriptionStart(-1, position, GapReason.Epoch), null);
        return position.Partition == partition.Partition
            ? (new SubscriptionStart(position.Offset), null)
            : (default, Codes.PositionInvalid);
    }

    private async ValueTask<(SubscriptionStart Start, Code? Refusal)> SinceAsync(string text, PartitionId partition)
    {
        if (!StartPoint.TryParse(text, time.GetUtcNow(), out var start)) return (default, Codes.StartInvalid);
        using var place = _places.TryTake(partition.Topic);
        if (place is null) return (default, Codes.Overloaded);
        if (await history.FindAsync(partition, start) is not { } found) return (default, Codes.KafkaUnavailable);
        return (new SubscriptionStart(found.After, found.IsCut ? partition.At(-1) : null, GapReason.Retention), null);
    }

    private async ValueTask<(SubscriptionStart Start, Code? Refusal)> LastAsync(int count, PartitionId partition, byte[] channel)
    {
        if (count < 1 || count > options.Value.MaxEvents) return (default, Codes.CountInvalid);
        if (windows.TryFindLast(partition, channel, count, out var after)) return (new SubscriptionStart(after), null);
        using var place = _places.TryTake(partition.Topic);
        if (place is null) return (default, Codes.Overloaded);
        if (await history.LastAsync(partition, channel, count) is not { } found) return (default, Codes.KafkaUnavailable);
        return (new SubscriptionStart(found.After, IsTruncated: found.IsTruncated), null);
    }
}
