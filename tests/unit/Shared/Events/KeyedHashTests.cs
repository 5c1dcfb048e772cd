using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Gateway.Shared.Events;

namespace Gateway.Tests.Unit.Shared.Events;

public sealed class KeyedHashTests
{
    // Made with `openssl mac -macopt size:16 SIPHASH`, with the key 00 01 … 0f: of nothing (as in the authors' own vectors), and of each length and field as 8-byte words.
    [Theory]
    [InlineData("a3817f04ba25a8e66df67214c7550293")]
    [InlineData("c293ab68efe6f296bd92a49d6257801d", "")]
    [InlineData("539d506a73c70640039849821505bcd5", "a")]
    [InlineData("cc37b717d6598a971858fb844d592bd5", "12345678")]
    [InlineData("09358f7ab9cfb0fa2f54ceaecf7f1de5", "orders.1", "/erp", "4711-0815-42")]
    public void End_WithAKnownKey_IsSipHash(string expected, params string[] fields)
    {
        var hash = new KeyedHash(0x0706050403020100, 0x0f0e0d0c0b0a0908);
        foreach (var field in fields) hash.Add(Encoding.UTF8.GetBytes(field));
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, hash.End());
        Assert.Equal(expected, Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void End_SameFields_IsTheSameInThisProcess() => Assert.Equal(Of([1, 2], [3]), Of([1, 2], [3]));

    [Fact]
    public void End_BytesMovedFromOneFieldToTheNext_Differs() =>
        Gen.Select(Gen.Byte.Array[1, 40], Gen.Int[0, 40], Gen.Int[0, 40]).Sample((bytes, one, other) =>
        {
            (one, other) = (Math.Min(one, bytes.Length), Math.Min(other, bytes.Length));
            return one == other || Of(bytes[..one], bytes[one..]) != Of(bytes[..other], bytes[other..]);
        });

    [Fact]
    public void End_FieldFilledUpWithZeros_Differs() => Assert.NotEqual(Of([1]), Of([1, 0]));

    private static UInt128 Of(params byte[][] fields)
    {
        var hash = new KeyedHash();
        foreach (var field in fields) hash.Add(field);
        return hash.End();
    }
}
