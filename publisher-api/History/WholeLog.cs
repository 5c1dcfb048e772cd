using Gateway.Shared.Errors;
using Gateway.Shared.History;
using Gateway.Shared.Positions;

namespace Gateway.PublisherApi.History;

/// <summary>Reads a partition from its beginning to its end, in turns with all others who ask about the past.</summary>
internal static class WholeLog
{
    /// <summary>
    /// Gives every record to <paramref name="take"/>: the offset up to which all was read, or the code that refuses it, which is <paramref name="tooLong"/> if
    /// <paramref name="maxTurns"/> do not reach the end.
    /// </summary>
    public static async Task<(long Last, Code? Refusal)> ReadAsync(
        HistoryQueue history, PartitionId partition, int maxTurns, Code tooLong, TakeRecord take, CancellationToken abandoned)
    {
        var after = -1L;
        for (var turn = 0; turn < maxTurns; turn++)
        {
            if (await history.ReadAsync(partition, channel: null, after, take, abandoned) is not { } read) return (after, Codes.KafkaUnavailable);
            after = read.Last;
            if (read.IsEnd) return (after, null);
        }
        return (after, tooLong);
    }
}
