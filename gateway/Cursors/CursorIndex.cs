using Gateway.Shared.Positions;

namespace Gateway.Cursors;

/// <summary>
/// The cursors that a node keeps at hand: of the partitions of the cursors topic that were asked for lately, bounded in bytes.
/// By one thread at a time.
/// </summary>
internal sealed class CursorIndex(long maxBytes)
{
    private readonly Dictionary<(string Topic, int Partition), CursorPartition> _partitions = [];

    /// <summary>The partitions that are being read.</summary>
    public IReadOnlyCollection<CursorPartition> Partitions => _partitions.Values;

    /// <summary>The memory that all take, in bytes.</summary>
    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (var (_, partition) in _partitions) bytes += partition.Bytes;
            return bytes;
        }
    }

    /// <summary>The partition, if it is being read; of whatever epoch.</summary>
    public CursorPartition? Find(string topic, int partition) => _partitions.GetValueOrDefault((topic, partition));

    /// <summary>Adds a partition, which holds nothing yet.</summary>
    public CursorPartition Add(PartitionId id) => _partitions[(id.Topic, id.Partition)] = new CursorPartition(id);

    /// <summary>Removes a partition.</summary>
    public void Remove(CursorPartition partition) => _partitions.Remove((partition.Id.Topic, partition.Id.Partition));

    /// <summary>
    /// What is to be removed to come within the bound: of the partitions that nobody waits for, the one that was not asked for the
    /// longest. Null if it is kept, or only by those that are waited for, which then keep no more than what is wanted of them.
    /// </summary>
    public CursorPartition? Excess(IReadOnlyDictionary<CursorPartition, HashSet<byte[]>> wanted)
    {
        if (Bytes <= maxBytes) return null;
        CursorPartition? oldest = null;
        foreach (var (_, partition) in _partitions)
            if (!wanted.ContainsKey(partition) && (oldest is null || partition.AskedAt < oldest.AskedAt)) oldest = partition;
        if (oldest is not null) return oldest;
        foreach (var (partition, keys) in wanted)
            if (!partition.IsPartial) partition.KeepOnly(keys);
        return null;
    }
}
