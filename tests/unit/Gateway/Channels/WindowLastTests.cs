using System.Text;
using CsCheck;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Record = Gateway.Channels.Record;

namespace Gateway.Tests.Unit.Channels;

/// <summary>The last events of a channel, as far as the window holds them.</summary>
public sealed class WindowLastTests
{
    private const int SegmentBytes = 64 << 10;

    [Fact]
    public void TryFindLast_OfAnyLogAndAnyWindow_IsExactOrFalse() => Gen.Select(Gen.Int[0, 3].Array[0, 300], Gen.Int[1, 40], Gen.Int[1, 6], Gen.Int[0, 10]).Sample(
        (channels, count, segments, interestAt) =>
        {
            var window = new PartitionWindow(new PartitionId("streams", 0, 1));
            window.Open(99);
            var kept = new List<long>();
            for (var i = 0; i < channels.Length; i++)
            {
                if (i == interestAt) window.Interest("0"u8.ToArray());
                window.Interest("1"u8.ToArray());
                if (Append(window, $"{channels[i]}", 100 + i, segments) && channels[i] == 0) kept.Add(100 + i);
            }
            var isFound = window.TryFindLast("0"u8.ToArray(), count, out var after);
            if (isFound) Assert.Equal(kept.TakeLast(count), kept.Where(offset => offset > after));
            // Nothing is evicted from a window of so many segments.
            Assert.True(isFound == kept.Count >= count || segments < 6);
        },
        iter: 2_000);

    [Fact]
    public void TryFindLast_OfWhatWasEvicted_IsFalse()
    {
        var window = new PartitionWindow(new PartitionId("streams", 0, 1));
        window.Open(-1);
        window.Interest("a"u8.ToArray());
        window.Interest("b"u8.ToArray());
        Append(window, "a", 0, 1);
        for (var offset = 1; offset < 200; offset++) Append(window, "b", offset, 1);
        Append(window, "a", 200, 1);
        Assert.True(window.TryFindLast("a"u8.ToArray(), 1, out var after));
        Assert.Equal(0, after);
        Assert.False(window.TryFindLast("a"u8.ToArray(), 2, out _));
        Assert.False(window.TryFindLast("c"u8.ToArray(), 1, out _));
    }

    private static bool Append(PartitionWindow window, string channel, long offset, int segments)
    {
        if (window.Accept(Encoding.UTF8.GetBytes(channel), offset) is not { } wanted) return false;
        window.Append(wanted, new Record(offset, 0, default), new byte[1_000], segments * SegmentBytes);
        return true;
    }
}
