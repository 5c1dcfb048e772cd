using Gateway.Shared.Positions;

namespace Gateway.Shared.Kafka;

/// <summary>A data topic as Kafka has it.</summary>
/// <param name="Name">The topic's name.</param>
/// <param name="Partitions">Over how many partitions its channels are placed, as <see cref="PlacementLog"/> has it; more may have been added.</param>
/// <param name="Epoch">A hash of Kafka's topic id, which differs when a topic is deleted and made anew (KIP-516); 0 if the broker tells none.</param>
/// <param name="IsTable">Whether it is compacted and its channels are tables: its record keys are those of <see cref="Channels.RowKey"/>.</param>
public sealed record Topic(string Name, int Partitions, uint Epoch, bool IsTable = false)
{
    /// <summary>The partition that holds the channel, given as UTF-8.</summary>
    public PartitionId PartitionIdOf(ReadOnlySpan<byte> channel) => new(Name, PartitionOf(channel), Epoch, IsTable);

    /// <summary>The number of a channel's partition; the channel is given as UTF-8.</summary>
    public int PartitionOf(ReadOnlySpan<byte> channel) => Murmur2.Partition(channel, Partitions);
}
