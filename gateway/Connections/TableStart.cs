using System.Text;
using Gateway.Channels;
using Gateway.Shared.Channels;
using Gateway.Shared.Errors;
using Gateway.Shared.History;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary>Finds where a subscription of a table is to begin, and which rows it wants.</summary>
internal sealed class TableStart(HistoryQueue history, IOptions<HistoryOptions> options, IOptions<TopicOptions> topics, TimeProvider time)
{
    private readonly HistoryPlaces _places = new(options.Value.MaxSearches);

    /// <summary>Which rows are wanted; or the code with which the request is refused.</summary>
    public static (TableView? Table, Code? Refusal) ViewOf(ChannelRequest request)
    {
        if (request.Start is not null || request.Last is not null || request.Durable is not null) return (null, Codes.TableHasNoStart);
        if ((request.Key ?? request.KeyPrefix) is not { } key) return (new TableView(null), null);
        if (!RowKey.IsValid(key)) return (null, Codes.RowKeyInvalid);
        return (new TableView(new RowFilter(Encoding.UTF8.GetBytes(key), isPrefix: request.Key is null)), null);
    }

    /// <summary>The offset after which the changes are wanted; null: the whole table is. Or the code with which it is refused.</summary>
    public async ValueTask<(long? After, Code? Refusal)> FindAsync(string? text, PartitionId partition)
    {
        if (text is null) return default;
        if (!Position.TryParse(text, out var position)) return (null, Codes.PositionInvalid);
        if (position.Epoch != partition.Epoch) return default;
        if (position.Partition != partition.Partition) return (null, Codes.PositionInvalid);
        // Before the first record.
        if (position.Offset < 0) return default;
        return await SinceAsync(position.Offset, partition);
    }

    // Kafka keeps the record that a row was deleted for a while only. What was written before that, and after the position, may have been such
    // a record. Half of the time is left for clocks that differ and for clients that take long.
    private async ValueTask<(long? After, Code? Refusal)> SinceAsync(long offset, PartitionId partition)
    {
        using var place = _places.TryTake(partition.Topic);
        if (place is null) return (null, Codes.Overloaded);
        if (await history.FindAsync(partition, new StartPoint(OldestSure())) is not { } found) return (null, Codes.KafkaUnavailable);
        return (offset >= found.After ? offset : null, null);
    }

    // In whole minutes: those who come together ask Kafka once.
    private long OldestSure()
    {
        var oldest = time.GetUtcNow() - (TimeSpan.FromHours(topics.Value.TombstoneRetentionHours) / 2);
        return oldest.ToUnixTimeSeconds() / 60 * 60_000;
    }
}
