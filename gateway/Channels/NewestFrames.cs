using System.IO.Hashing;
using System.Security.Cryptography;

namespace Gateway.Channels;

/// <summary>
/// Finds, among the frames of a channel, the newest of each key. A scratch table, one for each thread: nothing is kept for a channel or a subscription.
/// </summary>
internal sealed class NewestFrames
{
    private static readonly long Seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    [ThreadStatic]
    private static NewestFrames? _ofThread;

    private readonly Dictionary<ulong, long> _newest = [];
    private readonly List<long> _offsets = [];

    /// <summary>The table of the calling thread, good until it is asked for again.</summary>
    public static NewestFrames OfThread => _ofThread ??= new NewestFrames();

    /// <summary>How many were found to be older ones.</summary>
    public int PassedOver { get; private set; }

    /// <summary>The newest frame of each key among those from <paramref name="first"/> to <paramref name="last"/>, newest first; those of rows that <paramref name="rows"/> does not match left out.</summary>
    public List<long> Find(Segments segments, long first, long last, RowFilter? rows)
    {
        _newest.Clear();
        _offsets.Clear();
        PassedOver = 0;
        for (var offset = last; offset >= first && segments.TryFind(offset, out var segment, out var index); offset = segment[index].Previous)
        {
            if (rows is not null && !rows.Matches(segment.KeyOf(index))) continue;
            if (IsNewest(segments, segment.KeyOf(index), offset)) _offsets.Add(offset);
            else PassedOver++;
        }
        return _offsets;
    }

    // Two keys of one hash are two keys: then one event too many goes out, never one too few.
    private bool IsNewest(Segments segments, ReadOnlySpan<byte> key, long offset)
    {
        var hash = XxHash3.HashToUInt64(key, Seed);
        return _newest.TryAdd(hash, offset)
            || (segments.TryFind(_newest[hash], out var segment, out var index) && !segment.KeyOf(index).SequenceEqual(key));
    }
}
