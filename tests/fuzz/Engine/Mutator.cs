using System.Text;

namespace Gateway.Tests.Fuzz.Engine;

/// <summary>Makes a new input of known ones: AFL's small changes, words of the format, and splices.</summary>
internal sealed class Mutator(Random random, Target target)
{
    private const int MaxChanges = 8;
    private const int MaxRepeats = 200;

    // Where lengths, signs and classes of characters change.
    private static readonly byte[] Interesting = [0, 1, 0x1f, 0x20, (byte)'"', (byte)'%', (byte)'.', (byte)'\\', 0x7d, 0x7e, 0x7f, 0x80, 0xbf, 0xc0, 0xed, 0xf4, 0xfe, 0xff];

    private readonly byte[][] _words = [.. target.Words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>A change of <paramref name="input"/>; <paramref name="other"/> may be spliced in.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var changes = random.Next(1, MaxChanges); changes > 0; changes--) Change(bytes, other);
        if (bytes.Count > target.MaxBytes) bytes.RemoveRange(target.MaxBytes, bytes.Count - target.MaxBytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        switch (random.Next(8))
        {
            case 0 when bytes.Count > 0: bytes[At(bytes)] ^= (byte)(1 << random.Next(8)); break;
            case 1 when bytes.Count > 0: bytes[At(bytes)] = Interesting[random.Next(Interesting.Length)]; break;
            case 2 when bytes.Count > 0: bytes[At(bytes)] = (byte)random.Next(256); break;
            case 3 when bytes.Count > 0: Remove(bytes); break;
            case 4 when bytes.Count > 0: Repeat(bytes); break;
            case 5 when _words.Length > 0: bytes.InsertRange(random.Next(bytes.Count + 1), _words[random.Next(_words.Length)]); break;
            case 6 when other.Length > 0: Splice(bytes, other); break;
            default: bytes.Insert(random.Next(bytes.Count + 1), Interesting[random.Next(Interesting.Length)]); break;
        }
    }

    private int At(List<byte> bytes) => random.Next(bytes.Count);

    private void Remove(List<byte> bytes)
    {
        var start = At(bytes);
        bytes.RemoveRange(start, random.Next(1, Math.Min(16, bytes.Count - start) + 1));
    }

    // Many of one thing is what makes a reader work out of proportion.
    private void Repeat(List<byte> bytes)
    {
        var start = At(bytes);
        var part = bytes.GetRange(start, random.Next(1, Math.Min(32, bytes.Count - start) + 1));
        for (var times = random.Next(1, MaxRepeats); times > 0 && bytes.Count < target.MaxBytes; times--) bytes.InsertRange(start, part);
    }

    private void Splice(List<byte> bytes, byte[] other)
    {
        var start = random.Next(other.Length);
        bytes.InsertRange(random.Next(bytes.Count + 1), other.AsSpan(start, random.Next(1, other.Length - start + 1)).ToArray());
    }
}
