namespace Gateway.Channels;

/// <summary>One partition of the log.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="Epoch">The topic's incarnation, as in <see cref="Shared.Positions.Position"/>.</param>
internal readonly record struct PartitionId(string Topic, int Partition, uint Epoch);
