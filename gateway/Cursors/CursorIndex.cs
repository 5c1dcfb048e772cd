using Gateway.Shared.Channels;
using Gateway.Shared.Positions;

namespace Gateway.Cursors;

/// <summary>
/// The cursors that a node keeps at hand: of the partitions of the cursors topic that were asked for lately, bounded in bytes. If there is no room, one of several apps that takes more than half
/// is let go first, so that the others' cursors stay at hand. By one thread at a time.
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
    /// Comes within the bound as far as it can, and tells what is to be removed to come further: of the partitions that nobody waits for, the one that was not asked for
    /// the longest. Null if there is none.
    /// </summary>
    public CursorPartition? Excess(IReadOnlyDictionary<CursorPartition, HashSet<byte[]>> wanted)
    {
        while (Bytes > maxBytes)
        {
            var sums = BytesOfApps();
            if (sums.Count == 0) return null;
            var (largest, bytes) = sums.MaxBy(app => app.Value);
            var isFlood = sums.Count > 1 && bytes > maxBytes / 2;
            if (!isFlood && Oldest(wanted) is { } oldest) return oldest;
            Drop(largest);
        }
        return null;
    }

    private CursorPartition? Oldest(IReadOnlyDictionary<CursorPartition, HashSet<byte[]>> wanted)
    {
        CursorPartition? oldest = null;
        foreach (var (_, partition) in _partitions)
            if (!wanted.ContainsKey(partition) && (oldest is null || partition.AskedAt < oldest.AskedAt)) oldest = partition;
        return oldest;
    }

    private Dictionary<byte[], long> BytesOfApps()
    {
        var sums = new Dictionary<byte[], long>(Utf8Comparer.Instance);
        foreach (var (_, partition) in _partitions)
            foreach (var (app, cursors) in partition.Apps)
                if (cursors.Bytes > 0) sums[app] = sums.GetValueOrDefault(app) + cursors.Bytes;
        return sums;
    }

    // Where it takes most.
    private void Drop(byte[] app)
    {
        AppCursors? most = null;
        foreach (var (_, partition) in _partitions)
            if (partition.Apps.TryGetValue(app, out var cursors) && (most is null || cursors.Bytes > most.Bytes)) most = cursors;
        most!.Drop();
    }
}
