using Gateway.Shared.Positions;

namespace Gateway.Cursors;

/// <summary>Asks for a cursor as Kafka has it now.</summary>
/// <param name="Partition">The partition of the cursors topic that it lies in.</param>
/// <param name="Key">The key of its records.</param>
internal sealed record CursorLookup(PartitionId Partition, byte[] Key)
{
    private readonly TaskCompletionSource<CursorAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer; Kafka may take its time.</summary>
    public Task<CursorAnswer> Answer => _answer.Task;

    /// <summary>Answers; only the first answer counts.</summary>
    public void Complete(CursorAnswer answer) => _answer.TrySetResult(answer);
}

/// <summary>The answer to a <see cref="CursorLookup"/>.</summary>
/// <param name="IsKnown">False if Kafka did not answer.</param>
/// <param name="Cursor">The cursor; null if there is none, or none that was used within its expiry.</param>
/// <param name="NamesOfUser">How many durable names the user has on the channel.</param>
/// <param name="CursorsOfApp">How many cursors the app has in the partition; the greatest number if they are too many to be kept at hand.</param>
internal readonly record struct CursorAnswer(bool IsKnown, KnownCursor? Cursor, int NamesOfUser = 0, int CursorsOfApp = 0);
