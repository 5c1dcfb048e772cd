using System.Buffers;
using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Unit.Connections.WebSockets;

public sealed class FrameHeaderTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65_535, 4)]
    [InlineData(65_536, 10)]
    [InlineData(1 << 20, 10)]
    public void Frame_OfEachLength_HasTheShortestHeaderAndIsReadBack(int length, int header)
    {
        var payload = new byte[length];
        new Random(1).NextBytes(payload);
        var frame = FrameHeader.Frame(Opcode.Text, payload);
        Assert.Equal(header + length, frame.Length);
        Assert.Equal(header, FrameHeader.LengthFor(length));
        var buffer = new ReadOnlySequence<byte>(frame);
        Assert.True(Wire.TryTake(ref buffer, out var opcode, out var read));
        Assert.Equal(Opcode.Text, opcode);
        Assert.True(payload.AsSpan().SequenceEqual(read));
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void Close_WithACode_HasItInNetworkOrder() => Assert.Equal([0x88, 2, 0x03, 0xea], FrameHeader.Close(1002));

    [Fact]
    public void Close_WithoutACode_IsEmpty() => Assert.Equal([0x88, 0], FrameHeader.Close(null));
}
