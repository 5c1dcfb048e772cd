namespace Gateway.Shared.Positions;

/// <summary>One partition of the log.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="Epoch">The topic's incarnation, as in <see cref="Position"/>.</param>
/// <param name="IsTable">Whether its channels are tables: its record keys are those of <see cref="Channels.RowKey"/>.</param>
public readonly record struct PartitionId(string Topic, int Partition, uint Epoch, bool IsTable = false)
{
    /// <summary>The position of an offset.</summary>
    public Position At(long offset) => new(Epoch, Partition, offset);
}
