using System.Buffers.Binary;

namespace Gateway.Shared.Kafka;

/// <summary>
/// The hash by which Kafka's Java producer and librdkafka's <c>murmur2_random</c> place a key
/// (org.apache.kafka.common.utils.Utils.murmur2; MurmurHash2 by Austin Appleby).
/// </summary>
public static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;
    private const int Shift = 24;

    /// <summary>The partition of a key, from 0 to <paramref name="partitions"/> - 1.</summary>
    public static int Partition(ReadOnlySpan<byte> key, int partitions) => (int)(Hash(key) & 0x7fffffff) % partitions;

    /// <summary>The 32-bit hash.</summary>
    public static uint Hash(ReadOnlySpan<byte> data)
    {
        var hash = Seed ^ (uint)data.Length;
        for (; data.Length >= sizeof(uint); data = data[sizeof(uint)..])
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(data) * Multiplier;
            hash = (hash * Multiplier) ^ ((word ^ (word >> Shift)) * Multiplier);
        }
        return Finish(MixTail(hash, data));
    }

    private static uint MixTail(uint hash, ReadOnlySpan<byte> tail)
    {
        if (tail.IsEmpty) return hash;
        for (var i = tail.Length - 1; i >= 0; i--) hash ^= (uint)tail[i] << (8 * i);
        return hash * Multiplier;
    }

    private static uint Finish(uint hash)
    {
        hash = (hash ^ (hash >> 13)) * Multiplier;
        return hash ^ (hash >> 15);
    }
}
