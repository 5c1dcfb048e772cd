using System.IO.Hashing;
using System.Security.Cryptography;

namespace Gateway.Channels;

/// <summary>
/// Finds, among the frames of a channel, the newest of each key. A scratch table, one for each thread: nothing is kept for a channel.
/// </summary>
internal sealed class NewestFrames
{
    // More are not looked at for each pull: what they supersede goes out all the same, as it would have a moment before.
    private const int MostNoted = 2048;

    private static readonly long Seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    [ThreadStatic]
    private static NewestFrames? _ofThread;

    private readonly Dictionary<ulong, long> _newest = [];
    private readonly List<long> _offsets = [];
    private bool _supersedes;

    /// <summary>The table of the calling thread, good until it is asked for again.</summary>
    public static NewestFrames OfThread => _ofThread ??= new NewestFrames();

    /// <summary>How many frames this thread has walked past.</summary>
    public long Walked { get; private set; }

    /// <summary>The newest frame of each key among those from <paramref name="first"/> to <paramref name="last"/>, or to <paramref name="upTo"/>; those of rows that <paramref name="rows"/> does not match left out.</summary>
    public FoundFrames Find(Segments segments, long first, long last, long upTo, RowFilter? rows)
    {
        Clear();
        var end = Before(segments, last, upTo);
        var passedOver = 0;
        for (var offset = end; offset >= first && segments.TryFind(offset, out var segment, out var index); offset = segment[index].Previous)
        {
            Walked++;
            if (rows is not null && !rows.Matches(segment.KeyOf(index))) continue;
            if (IsNewest(segments, segment.KeyOf(index), offset)) _offsets.Add(offset);
            else passedOver++;
        }
        return new FoundFrames(_offsets, Math.Min(upTo, last), IsAll: true) { PassedOver = passedOver };
    }

    /// <summary>Notes the frames after an earlier <see cref="Find"/>, which had looked up to <paramref name="after"/>: what they supersede need not go out.</summary>
    public void Note(Segments segments, long after, long upTo, long last)
    {
        Clear();
        if (upTo <= after) return;
        var noted = 0;
        for (var offset = Before(segments, last, upTo); offset > after && segments.TryFind(offset, out var segment, out var index); offset = segment[index].Previous)
        {
            if (++noted > MostNoted)
            {
                Clear();
                return;
            }
            IsNewest(segments, segment.KeyOf(index), offset);
        }
        _supersedes = noted > 0;
    }

    /// <summary>Whether a frame of the key was noted.</summary>
    public bool IsSuperseded(Segments segments, ReadOnlySpan<byte> key) =>
        _supersedes && _newest.TryGetValue(HashOf(key), out var newer)
        && segments.TryFind(newer, out var segment, out var index) && segment.KeyOf(index).SequenceEqual(key);

    private static long Before(Segments segments, long last, long upTo)
    {
        while (last > upTo && segments.TryFind(last, out var segment, out var index)) last = segment[index].Previous;
        return last;
    }

    private void Clear()
    {
        _newest.Clear();
        _offsets.Clear();
        _supersedes = false;
    }

    // Two keys of one hash are two keys: then one event too many goes out, never one too few.
    private bool IsNewest(Segments segments, ReadOnlySpan<byte> key, long offset)
    {
        var hash = HashOf(key);
        return _newest.TryAdd(hash, offset)
            || (segments.TryFind(_newest[hash], out var segment, out var index) && !segment.KeyOf(index).SequenceEqual(key));
    }

    private static ulong HashOf(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key, Seed);
}

/// <summary>The newest frames of the keys of a stretch, or those of them that were not sent yet.</summary>
/// <param name="Offsets">Newest first.</param>
/// <param name="UpTo">Where the stretch ends.</param>
/// <param name="IsAll">Whether none is left out.</param>
internal record struct FoundFrames(List<long> Offsets, long UpTo, bool IsAll)
{
    /// <summary>How many were found to be older ones.</summary>
    public int PassedOver { get; set; }

    /// <summary>Whether nothing of the stretch is left to be sent.</summary>
    public readonly bool IsDone => IsAll && Offsets.Count == 0;
}
