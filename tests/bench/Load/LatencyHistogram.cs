using System.Numerics;

namespace Gateway.Bench.Load;

/// <summary>
/// Counts of microseconds in buckets whose width is at most 1/64 of their value, up to <see cref="MaxMicroseconds"/>. One thread
/// adds; others may copy meanwhile, because counts only grow.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>About an hour; what is longer counts as this.</summary>
    public const long MaxMicroseconds = 1L << 32;

    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;

    private readonly long[] _counts;

    public LatencyHistogram() => _counts = new long[BucketOf(MaxMicroseconds) + 1];

    private LatencyHistogram(long[] counts) => _counts = counts;

    /// <summary>The counts, bucket by bucket.</summary>
    public long[] Counts => (long[])_counts.Clone();

    /// <summary>What was counted between two copies of the same histogram.</summary>
    public static LatencyHistogram Between(long[] earlier, long[] later) =>
        new([.. later.Select((count, bucket) => count - earlier[bucket])]);

    /// <summary>Counts one value; a negative one, from a clock that is not as steady as thought, counts as 0.</summary>
    public void Add(long microseconds) => _counts[BucketOf(Math.Clamp(microseconds, 0, MaxMicroseconds))]++;

    /// <summary>The upper edge of the bucket in which the quantile lies, in milliseconds; NaN if nothing was counted.</summary>
    public double QuantileMilliseconds(double quantile)
    {
        var wanted = (long)Math.Ceiling(_counts.Sum() * quantile);
        if (wanted == 0) return double.NaN;
        var bucket = 0;
        for (var seen = _counts[0]; seen < wanted; seen += _counts[++bucket])
        {
        }
        return UpperEdgeOf(bucket) / 1000.0;
    }

    // The first 2·64 buckets are 1 µs wide, the next 64 2 µs, and so on.
    private static int BucketOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value) - SubBits);
        return (shift * SubBuckets) + (int)(value >> shift);
    }

    private static long UpperEdgeOf(int bucket)
    {
        var shift = Math.Max(0, (bucket / SubBuckets) - 1);
        return (bucket - ((long)shift * SubBuckets) + 1) << shift;
    }
}
