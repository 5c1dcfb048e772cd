using System.Text;
using Gateway.Channels;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Channels;

public sealed class SegmentTests
{
    private readonly Channel _channel = new PartitionWindow(new PartitionId("t", 0, 1)).Interest("c"u8.ToArray());

    [Fact]
    public void Add_WithAKey_KeepsItBesideTheFrame()
    {
        var segment = new Segment(16);
        Add(segment, 1, "one", "A");
        Add(segment, 2, "two", "");
        Add(segment, 3, "three", "BB");

        Assert.Equal(["one A", "two ", "three BB"], Enumerable.Range(0, 3).Select(index => $"{Text(segment.FrameOf(index))} {Text(segment.KeyOf(index))}"));
    }

    [Fact]
    public void Fits_CountsTheKeyToo()
    {
        var segment = new Segment(100_000);
        Assert.True(segment.Fits(100_000));
        Assert.False(segment.Fits(100_001));
        Add(segment, 1, new string('f', 99_999), "k");
        Assert.False(segment.Fits(0));
    }

    [Fact]
    public void Add_WithACompressedForm_KeepsItBesideTheKey()
    {
        var segment = new Segment(16);
        segment.Add(_channel, new Gateway.Channels.Record(1, 0, default, "A"u8.ToArray()), "frame"u8, "deflated"u8);
        Add(segment, 2, "next", "B");

        Assert.Equal(["frame A deflated", "next B "], Enumerable.Range(0, 2).Select(
            index => $"{Text(segment.FrameOf(index))} {Text(segment.KeyOf(index))} {Text(segment.DeflatedOf(index))}"));
    }

    private void Add(Segment segment, long offset, string frame, string key) =>
        segment.Add(_channel, new Gateway.Channels.Record(offset, 0, default, Encoding.UTF8.GetBytes(key)), Encoding.UTF8.GetBytes(frame));

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
