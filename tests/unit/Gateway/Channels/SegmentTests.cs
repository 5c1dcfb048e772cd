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

    [Fact]
    public void RunEnd_OfOneChannelsFrames_IsTheLastThatBeginsWithinTheBytes()
    {
        var segment = new Segment(16);
        Add(segment, 1, "one", "A");
        segment.Add(_channel, new Gateway.Channels.Record(2, 0, default, "B"u8.ToArray()), "two"u8, "deflated"u8);
        Add(segment, 3, "three", "");

        Assert.Equal([0, 0, 1, 1, 2, 2], new[] { 1, 3, 4, 6, 7, int.MaxValue }.Select(bytes => segment.RunEnd(0, bytes)));
        Assert.Equal("onetwothree", Text(segment.FramesOf(0, 2)));
        Assert.Equal("twothree", Text(segment.FramesOf(1, segment.RunEnd(1, int.MaxValue))));
        Assert.Equal([0, 0, 1, 1, 2, 2], new[] { 0, 2, 3, 5, 6, 10 }.Select(at => segment.IndexAt(0, 2, at)));
        Assert.Equal([1, 1, 2], new[] { 0, 2, 3 }.Select(at => segment.IndexAt(1, 2, at)));
    }

    [Fact]
    public void RunEnd_BeforeAnotherChannelsFrame_IsTheFrameBeforeIt()
    {
        var other = new PartitionWindow(new PartitionId("t", 0, 1)).Interest("d"u8.ToArray());
        var segment = new Segment(16);
        foreach (var (channel, offset) in new[] { (_channel, 1), (_channel, 2), (other, 3), (_channel, 4), (_channel, 5), (_channel, 6) })
            segment.Add(channel, new Gateway.Channels.Record(offset, 0, default), "f"u8);

        Assert.Equal([1, 1, 2, 5, 5, 5], Enumerable.Range(0, 6).Select(index => segment.RunEnd(index, int.MaxValue)));
    }

    private void Add(Segment segment, long offset, string frame, string key) =>
        segment.Add(_channel, new Gateway.Channels.Record(offset, 0, default, Encoding.UTF8.GetBytes(key)), Encoding.UTF8.GetBytes(frame));

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
