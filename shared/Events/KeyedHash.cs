using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Gateway.Shared.Events;

/// <summary>
/// Stands for a few fields that strangers choose: SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012) and a key of 128 random bits that never leaves
/// the process. Its results are never shown, so nobody can look for two inputs with one result: two different inputs collide with a chance of 2^-128.
/// Each field is hashed with its length before it, so no byte can move from one field into the next.
/// </summary>
public ref struct KeyedHash
{
    private const int WordSize = sizeof(ulong);

    private static readonly ulong ProcessKey0 = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(WordSize));
    private static readonly ulong ProcessKey1 = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(WordSize));

    private ulong _v0;
    private ulong _v1;
    private ulong _v2;
    private ulong _v3;
    private int _words;

    /// <summary>Begins, with the key of this process.</summary>
    public KeyedHash()
        : this(ProcessKey0, ProcessKey1)
    {
    }

    internal KeyedHash(ulong key0, ulong key1)
    {
        _v0 = key0 ^ 0x736f6d6570736575;
        _v1 = key1 ^ 0x646f72616e646f6d ^ 0xee;
        _v2 = key0 ^ 0x6c7967656e657261;
        _v3 = key1 ^ 0x7465646279746573;
    }

    /// <summary>Adds a number, as a field.</summary>
    public void Add(ulong number)
    {
        _v3 ^= number;
        Round();
        Round();
        _v0 ^= number;
        _words++;
    }

    /// <summary>Adds a field: its length, then its bytes, filled up with zeros to whole words.</summary>
    public void Add(ReadOnlySpan<byte> field)
    {
        Add((ulong)field.Length);
        for (; field.Length >= WordSize; field = field[WordSize..]) Add(BinaryPrimitives.ReadUInt64LittleEndian(field));
        if (!field.IsEmpty) Add(LastWord(field));
    }

    /// <summary>The hash of all fields; the last call.</summary>
    public UInt128 End()
    {
        // SipHash ends with the length of the input, modulo 256, in the highest byte.
        Add((ulong)(_words * WordSize) << 56);
        _v2 ^= 0xee;
        var low = Half();
        _v1 ^= 0xdd;
        return new UInt128(Half(), low);
    }

    private static ulong LastWord(ReadOnlySpan<byte> rest)
    {
        var word = 0UL;
        for (var i = rest.Length - 1; i >= 0; i--) word = (word << 8) | rest[i];
        return word;
    }

    private ulong Half()
    {
        for (var i = 0; i < 4; i++) Round();
        return _v0 ^ _v1 ^ _v2 ^ _v3;
    }

    private void Round()
    {
        _v0 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
        _v0 = BitOperations.RotateLeft(_v0, 32);
        _v2 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
        _v0 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
        _v2 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
        _v2 = BitOperations.RotateLeft(_v2, 32);
    }
}
