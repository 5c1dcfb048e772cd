using System.Security.Cryptography;
using CsCheck;
using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Unit.Connections.WebSockets;

public sealed class FrameDeflaterTests
{
    private readonly FrameDeflater _deflater = new();

    [Fact]
    public void Deflate_OfAnyFrames_GivesWhatInflatesToThemEachByItself() =>
        Gen.Select(Gen.Byte.Array[1, 600], Gen.Int[2, 200], Gen.Bool).Array[1, 6].Sample(
            frames =>
            {
                var deflater = new FrameDeflater();
                foreach (var (part, times, isText) in frames)
                {
                    byte[] payload = [.. Enumerable.Repeat(part, times).SelectMany(bytes => bytes)];
                    var opcode = isText ? Opcode.Text : Opcode.Binary;
                    var deflated = deflater.Deflate(FrameHeader.Frame(opcode, payload));
                    if (deflated.IsEmpty) continue;
                    Assert.Equal(0xc0 | (byte)opcode, deflated[0]);
                    Assert.True(deflated.Length < FrameHeader.LengthFor(payload.Length) + payload.Length);
                    Assert.Equal(payload, Deflate.Inflate(PayloadOf(deflated)));
                }
            },
            iter: 200);

    [Fact]
    public void Deflate_OfAnEvent_IsSmaller()
    {
        var payload = Enumerable.Repeat("""{"sku":"4711","quantity":3},"""u8.ToArray(), 40).SelectMany(bytes => bytes).ToArray();
        Assert.InRange(_deflater.Deflate(FrameHeader.Frame(Opcode.Text, payload)).Length, 10, payload.Length / 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(126)]
    [InlineData(2_000)]
    [InlineData(100_000)]
    public void Deflate_OfWhatDoesNotShrink_IsEmpty(int length) =>
        Assert.True(_deflater.Deflate(FrameHeader.Frame(Opcode.Binary, RandomNumberGenerator.GetBytes(length))).IsEmpty);

    [Fact]
    public void Deflate_OfALongFrameAfterAShortOne_HasItsOwnHeader()
    {
        for (var length = 100; length < 3_000_000; length *= 3)
            Assert.Equal(length, Deflate.Inflate(PayloadOf(_deflater.Deflate(FrameHeader.Frame(Opcode.Text, new byte[length])))).Length);
        Assert.Equal(100, Deflate.Inflate(PayloadOf(_deflater.Deflate(FrameHeader.Frame(Opcode.Text, new byte[100])))).Length);
    }

    // As the client reads it: without the reserved bit it is a frame like any other.
    private static byte[] PayloadOf(ReadOnlySpan<byte> frame)
    {
        var buffer = new System.Buffers.ReadOnlySequence<byte>([(byte)(frame[0] & ~Deflate.Rsv1), .. frame[1..]]);
        Assert.True(Wire.TryTake(ref buffer, out _, out var payload));
        Assert.True(buffer.IsEmpty);
        return payload;
    }
}
