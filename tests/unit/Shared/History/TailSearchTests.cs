using System.Text;
using CsCheck;
using Gateway.Shared.History;

namespace Gateway.Tests.Unit.Shared.History;

public sealed class TailSearchTests
{
    private const long Unbounded = long.MaxValue / 2;

    // Records of one partition: offsets have gaps, as after compaction and transactions.
    private static readonly Gen<FakeLog> Logs = Gen.Select(Gen.Int[0, 5_000], Gen.Select(Gen.Int[0, 4], Gen.Int[1, 3], Gen.Int[1, 2_000]).Array[0, 3_000])
        .Select((low, records) => new FakeLog(low, records));

    private static readonly byte[] Chat = "0"u8.ToArray();

    [Fact]
    public void Search_OfAnyLogWithoutBounds_FindsTheLastOfEachChannel() => Gen.Select(Logs, Gen.Int[1, 100], Gen.Int[1, 1_000]).Sample(
        (log, few, many) =>
        {
            var search = log.Search(Unbounded, Unbounded, (Chat, few), ("1"u8.ToArray(), many), ("absent"u8.ToArray(), few), (Chat, many));
            Assert.Equal(log.LastOf("0", few), search.ResultOf(Chat, few));
            Assert.Equal(log.LastOf("0", many), search.ResultOf(Chat, many));
            Assert.Equal(log.LastOf("1", many), search.ResultOf("1"u8.ToArray(), many));
            Assert.Equal(new FoundLast(log.High - 1, false), search.ResultOf("absent"u8.ToArray(), few));
        },
        iter: 500);

    [Fact]
    public void Search_OfAnyLogWithinBounds_FindsTheLastOrSaysThatItWasTruncated() => Gen.Select(Logs, Gen.Int[1, 100], Gen.Int[1, 5_000], Gen.Int[1, 1_000_000]).Sample(
        (log, count, records, bytes) =>
        {
            var found = log.Search(records, bytes, (Chat, count)).ResultOf(Chat, count);
            var all = log.LastOf("0", count);
            Assert.InRange(log.Read, 0, records);
            if (found.IsTruncated) Assert.True(found.After >= all.After && found.After < log.High);
            else Assert.Equal(all, found);
        },
        iter: 500);

    [Fact]
    public void Next_WhileNothingIsFound_GrowsFourfoldUpToTheBound()
    {
        var search = new TailSearch(0, 1_000_000, maxRecords: 10_000, Unbounded);
        search.Want(Chat, 1);
        var lengths = new List<long>();
        for (var to = 1_000_000L; search.Next() is { } stretch; to = stretch.From)
        {
            Assert.Equal(to, stretch.To);
            lengths.Add(stretch.To - stretch.From);
            search.Complete();
        }
        Assert.Equal([100, 400, 1600, 6400, 1500], lengths);
        Assert.Equal(new FoundLast(999_999, IsTruncated: true), search.ResultOf(Chat, 1));
    }

    [Fact]
    public void Next_OfLargeRecords_KeepsToTheBoundOfBytes()
    {
        // The first stretch is read whatever it weighs; what follows is reckoned from it.
        var log = new FakeLog(0, Enumerable.Repeat((1, 1, 1_000), 10_000).ToArray());
        var found = log.Search(Unbounded, maxBytes: 300_000, (Chat, 5)).ResultOf(Chat, 5);
        Assert.Equal(300, log.Read);
        Assert.True(found.IsTruncated);
    }

    [Fact]
    public void Result_OfAStretchThatWasNotEnded_IsThatOfThoseBefore()
    {
        var search = new TailSearch(0, 1_000, Unbounded, Unbounded);
        search.Want(Chat, 3);
        Assert.False(search.HasResult);
        search.Next();
        search.Note(Chat, 950, 1);
        search.Complete();
        search.Next();
        search.Note(Chat, 600, 1);
        Assert.True(search.HasResult);
        Assert.Equal(new FoundLast(949, IsTruncated: true), search.ResultOf(Chat, 3));
        Assert.Equal(new FoundLast(949, IsTruncated: false), search.ResultOf(Chat, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Result_OfAnEmptyPartition_IsItsEnd(long end)
    {
        var search = new TailSearch(end, end, 1_000, 1_000);
        search.Want(Chat, 50);
        Assert.Null(search.Next());
        Assert.True(search.HasResult);
        Assert.Equal(new FoundLast(end - 1, IsTruncated: false), search.ResultOf(Chat, 50));
    }

    private sealed class FakeLog
    {
        private readonly List<(long Offset, string Channel, int Bytes)> _records = [];

        public FakeLog(long low, (int Channel, int Step, int Bytes)[] records)
        {
            (Low, High) = (low, low);
            foreach (var (channel, step, bytes) in records)
            {
                High += step;
                _records.Add((High - 1, $"{channel}", bytes));
            }
        }

        public long Low { get; }

        public long High { get; }

        /// <summary>How many offsets were looked at.</summary>
        public long Read { get; private set; }

        public TailSearch Search(long maxRecords, long maxBytes, params (byte[] Channel, int Count)[] wanted)
        {
            var search = new TailSearch(Low, High, maxRecords, maxBytes);
            foreach (var (channel, count) in wanted) search.Want(channel, count);
            while (search.Next() is { } stretch)
            {
                Assert.True(stretch.From >= Low && stretch.From < stretch.To && stretch.To <= High);
                Read += stretch.To - stretch.From;
                foreach (var record in _records.Where(record => record.Offset >= stretch.From && record.Offset < stretch.To))
                    search.Note(Encoding.UTF8.GetBytes(record.Channel), record.Offset, record.Bytes);
                search.Complete();
            }
            return search;
        }

        public FoundLast LastOf(string channel, int count)
        {
            var own = _records.Where(record => record.Channel == channel).Select(record => record.Offset).ToList();
            return new FoundLast((own.Count == 0 ? High : own[Math.Max(0, own.Count - count)]) - 1, IsTruncated: false);
        }
    }
}
