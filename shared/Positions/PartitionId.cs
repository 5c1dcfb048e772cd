namespace Gateway.Shared.Positions;

/// <summary>One partition of the log.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="Epoch">The topic's incarnation, as in <see cref="Position"/>.</param>
public readonly record struct PartitionId(string Topic, int Partition, uint Epoch)
{
    /// <summary>The position of an offset.</summary>
    public Position At(long offset) => new(Epoch, Partition, offset);
}
