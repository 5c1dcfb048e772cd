using System.Buffers;
using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Unit.Connections.WebSockets;

public sealed class ClientFrameTests
{
    private static readonly byte[] Key = [0x12, 0x9f, 0x00, 0xe7];

    [Fact]
    public void Unmask_AtEveryOffsetAndLength_IsWhatTheRfcSays()
    {
        var frame = Frame();
        var masked = Enumerable.Range(0, 64).Select(i => (byte)(i * 37)).ToArray();
        for (var offset = 0; offset < 9; offset++)
            for (var length = 0; length <= masked.Length; length++)
            {
                var unmasked = new byte[length];
                frame.Unmask(masked.AsSpan(0, length), unmasked, offset);
                Assert.Equal(masked.Take(length).Select((one, i) => (byte)(one ^ Key[(offset + i) % 4])), unmasked);
            }
    }

    [Fact]
    public void Unmask_FarIntoALongPayload_KeepsThePhase()
    {
        var unmasked = new byte[1];
        Frame().Unmask([0], unmasked, (1L << 33) + 3);
        Assert.Equal(Key[3], unmasked[0]);
    }

    [Fact]
    public void Unmask_InPlace_IsTheSame()
    {
        var bytes = Enumerable.Range(0, 21).Select(i => (byte)i).ToArray();
        var expected = bytes.Select((one, i) => (byte)(one ^ Key[(i + 2) % 4])).ToArray();
        Frame().Unmask(bytes, bytes, 2);
        Assert.Equal(expected, bytes);
    }

    [Fact]
    public void Header_NotThereAsAWhole_IsLeftInTheBuffer()
    {
        var whole = Wire.Masked(0x82, new byte[70_000]);
        for (var length = 0; length < 14; length++)
        {
            var buffer = new ReadOnlySequence<byte>(whole, 0, length);
            Assert.False(ClientFrame.TryRead(ref buffer, out _));
            Assert.Equal(length, buffer.Length);
        }
        var all = new ReadOnlySequence<byte>(whole);
        Assert.True(ClientFrame.TryRead(ref all, out var frame));
        Assert.Equal((70_000, 70_000, true), (frame.Length, all.Length, frame.Fin));
    }

    private static ClientFrame Frame()
    {
        var buffer = new ReadOnlySequence<byte>([0x82, 0x80, .. Key]);
        Assert.True(ClientFrame.TryRead(ref buffer, out var frame));
        return frame;
    }
}
