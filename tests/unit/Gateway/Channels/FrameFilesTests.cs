using Gateway.Channels;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Channels;

/// <summary>Segments of which the frames are also in files.</summary>
public sealed class FrameFilesTests
{
    private const int FrameBytes = 1000;

    private readonly Channel _channel = new PartitionWindow(new PartitionId("t", 0, 1)).Interest("c"u8.ToArray());
    private readonly FrameFiles _files = MemoryFiles.Of(8 << 20);
    private long _offset;

    [LinuxFact]
    public void Find_UntilItWasAskedAFewTimes_IsInVain()
    {
        var segment = new Segment(16, _files.Next(null));
        Add(segment, 3);
        Assert.Equal([false, false, false, false, true, true], Enumerable.Range(0, 6).Select(_ => segment.TryFindInFile(1, 2, out var _)));
        Assert.Equal(3 * FrameBytes, _files.Bytes);
        AssertInFile(segment, 1, 2);
    }

    [LinuxFact]
    public void Find_OfFramesThatCameLater_WritesThemToo()
    {
        var segment = new Segment(16, _files.Next(null));
        Add(segment, 3);
        Ask(segment);
        Add(segment, 20);
        AssertInFile(segment, 2, 22);
        AssertInFile(segment, 0, 22);
        Assert.Equal(23 * FrameBytes, _files.Bytes);
    }

    [LinuxFact]
    public void Find_InTheNextSegment_IsJustBehindTheLast()
    {
        var file = _files.Next(null)!;
        var first = new Segment(16, file);
        Add(first, 40);
        Assert.Same(file, _files.Next(file));
        var second = new Segment(16, file);
        Add(second, 2);
        // Whichever is sent first.
        Ask(second);
        Ask(first);
        Assert.True(first.TryFindInFile(30, 39, out var before));
        Assert.True(second.TryFindInFile(0, 1, out var after));
        Assert.Equal(before.File, after.File);
        Assert.Equal(before.At + before.Length, after.At);
        AssertInFile(first, 0, 39);
        AssertInFile(second, 0, 1);
    }

    [LinuxFact]
    public void Next_OfAFileThatHasEnough_IsAnother()
    {
        var file = _files.Next(null)!;
        while (file.Length < FrameFile.Enough) Add(new Segment(16, file), 50);
        Assert.NotSame(file, _files.Next(file));
    }

    [LinuxFact]
    public void Write_OverTheBound_ClosesTheOldestForGood()
    {
        var segments = Enumerable.Range(0, 20).Select(_ => Large()).ToList();
        var found = new List<bool>();
        foreach (var segment in segments)
        {
            Ask(segment);
            Assert.InRange(_files.Bytes, 1, 8 << 20);
        }
        found.AddRange(segments.Select(segment => segment.TryFindInFile(0, 0, out _)));
        Assert.Equal(Enumerable.Range(0, 20).Select(at => at >= 13), found);
        AssertInFile(segments[^1], 0, 0);
    }

    [LinuxFact]
    public void Write_ThatTheSystemRefuses_ClosesTheFileOnly()
    {
        var (file, other) = (_files.Next(null)!, _files.Next(null)!);
        var written = 0;
        Assert.True(file.TryWrite(0, new byte[10], ref written));
        written = 0;
        // Such a place no file has.
        Assert.False(file.TryWrite(long.MaxValue - 10, new byte[100], ref written));
        Assert.Equal((0, true), (written, file.IsClosed));
        Assert.False(file.TryWrite(0, new byte[10], ref written));
        Assert.True(other.TryWrite(0, new byte[8 << 20], ref written));
        // The refused one was the oldest, and is closed no second time.
        Assert.InRange(_files.Bytes, 8 << 20, 8 << 20);
    }

    [Fact]
    public void Next_WithoutMemoryForThem_IsNone() => Assert.Null(MemoryFiles.Of(0).Next(null));

    // Over 1 MiB in a file of its own.
    private Segment Large()
    {
        var segment = new Segment(1_100_000, _files.Next(null));
        segment.Add(_channel, new Gateway.Channels.Record(_offset++, 0, default), Bytes(1_100_000));
        return segment;
    }

    private static void Ask(Segment segment)
    {
        for (var i = 0; i < 5; i++) segment.TryFindInFile(0, 0, out _);
    }

    private void Add(Segment segment, int frames)
    {
        for (var i = 0; i < frames; i++)
            segment.Add(_channel, new Gateway.Channels.Record(_offset++, 0, default, "key"u8.ToArray()), Bytes(FrameBytes));
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random((int)_offset).NextBytes(bytes);
        return bytes;
    }

    private static void AssertInFile(Segment segment, int first, int last)
    {
        Assert.True(segment.TryFindInFile(first, last, out var range));
        var bytes = new byte[range.Length];
        Assert.Equal(bytes.Length, RandomAccess.Read(range.File, bytes, range.At));
        Assert.Equal(segment.FramesOf(first, last).ToArray(), bytes);
    }
}
