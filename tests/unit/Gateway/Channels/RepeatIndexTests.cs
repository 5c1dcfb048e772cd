using Gateway.Channels;

namespace Gateway.Tests.Unit.Channels;

public sealed class RepeatIndexTests
{
    [Theory]
    [InlineData(1, 50, 1)]
    [InlineData(2, 100_000, 1)]
    [InlineData(3, 30_000, 3)]
    [InlineData(4, 2_000, 500)]
    public void Contains_RandomEvents_SaysWhatALongMemoryWould(int seed, int identities, int stride)
    {
        var random = new Random(seed);
        var index = new RepeatIndex();
        var newest = new Dictionary<UInt128, long>();
        int found = 0, forgotten = 0;
        for (long offset = 0, i = 0; i < 3 * RepeatIndex.Reach; i++, offset += random.Next(1, stride + 1))
        {
            // The chains look at the low bits only, so some share all of them.
            var identity = new UInt128((ulong)random.Next(1, 3), (ulong)random.Next(identities));
            var expected = newest.TryGetValue(identity, out var last) && offset - last <= RepeatIndex.Reach;
            Assert.Equal(expected, index.Contains(identity, offset));
            index.Note(identity, offset);
            if (newest.ContainsKey(identity)) _ = expected ? found++ : forgotten++;
            newest[identity] = offset;
        }
        Assert.True(found > 1000, $"{found} found, {forgotten} forgotten");
    }

    [Fact]
    public void Contains_AtItsReachAndOneBeyond_FindsTheFirstOnly()
    {
        var index = new RepeatIndex();
        index.Note(7, 10);
        for (var offset = 11; offset < 10 + RepeatIndex.Reach; offset++) index.Note((UInt128)(1_000_000 + offset), offset);
        Assert.True(index.Contains(7, 10 + RepeatIndex.Reach));
        Assert.False(index.Contains(7, 11 + RepeatIndex.Reach));
    }
}
