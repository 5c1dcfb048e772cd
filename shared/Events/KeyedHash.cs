using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
        var (v0, v1, v2, v3) = (_v0, _v1, _v2, _v3);
        Mix(number, ref v0, ref v1, ref v2, ref v3);
        (_v0, _v1, _v2, _v3) = (v0, v1, v2, v3);
        _words++;
    }

    /// <summary>Adds a field: its length, then its bytes, filled up with zeros to whole words.</summary>
    public void Add(ReadOnlySpan<byte> field)
    {
        _words += 1 + ((field.Length + WordSize - 1) / WordSize);
        // In registers: the state is used again and again.
        var (v0, v1, v2, v3) = (_v0, _v1, _v2, _v3);
        Mix((ulong)field.Length, ref v0, ref v1, ref v2, ref v3);
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(field)) Mix(word, ref v0, ref v1, ref v2, ref v3);
        if (field.Length % WordSize is > 0 and var rest) Mix(LastWord(field, rest), ref v0, ref v1, ref v2, ref v3);
        (_v0, _v1, _v2, _v3) = (v0, v1, v2, v3);
    }

    /// <summary>The hash of all fields; the last call.</summary>
    public UInt128 End()
    {
        // SipHash ends with the length of the input, modulo 256, in the highest byte.
        Add((ulong)(_words * WordSize) << 56);
        var (v0, v1, v2, v3) = (_v0, _v1, _v2 ^ 0xee, _v3);
        for (var i = 0; i < 4; i++) Round(ref v0, ref v1, ref v2, ref v3);
        var low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        for (var i = 0; i < 4; i++) Round(ref v0, ref v1, ref v2, ref v3);
        return new UInt128(v0 ^ v1 ^ v2 ^ v3, low);
    }

    // The last bytes, as many as do not fill a word.
    private static ulong LastWord(ReadOnlySpan<byte> field, int bytes)
    {
        if (field.Length >= WordSize) return BinaryPrimitives.ReadUInt64LittleEndian(field[^WordSize..]) >> (8 * (WordSize - bytes));
        var word = 0UL;
        for (var i = field.Length - 1; i >= 0; i--) word = (word << 8) | field[i];
        return word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
