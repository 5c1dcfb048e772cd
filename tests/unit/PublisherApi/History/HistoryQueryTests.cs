using Gateway.PublisherApi.History;
using Gateway.Shared.History;
using Gateway.Shared.Positions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Tests.Unit.PublisherApi.History;

public sealed class HistoryQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", 100, 100)]
    [InlineData("limit=7", 7, 7)]
    [InlineData("last=7", 7, 7)]
    [InlineData("last=500&limit=50", 500, 50)]
    [InlineData("limit=1000&unknown=1", 1000, 1000)]
    public void Read_WithoutAnotherStart_IsTheLast(string query, int last, int limit)
    {
        var read = Read(query);
        Assert.Equal((null, (int?)last, limit, null, null), (read.Refusal, read.Last, read.Limit, read.After, read.Start));
    }

    [Fact]
    public void Read_WithASmallMaximum_HasNoGreaterDefault() => Assert.Equal(20, Read("", max: 20).Limit);

    [Fact]
    public void Read_AfterAPosition_HasIt()
    {
        var read = Read("after=5f3a0c11.3.1041&limit=10");
        Assert.Equal((null, new Position(0x5f3a0c11, 3, 1041), 10, null, null), (read.Refusal, read.After, read.Limit, read.Last, read.Start));
    }

    [Theory]
    [InlineData("start=earliest", null)]
    [InlineData("START=2026-11-24T11:00:00Z", 1_795_518_000_000)]
    [InlineData("start=2026-11-24T12:00:00%2B01:00", 1_795_518_000_000)]
    public void Read_FromAStartPoint_HasIt(string query, long? time)
    {
        var read = Read(query);
        Assert.Equal((null, new StartPoint(time), 100, null, null), (read.Refusal, read.Start, read.Limit, read.Last, read.After));
    }

    [Theory]
    [InlineData("limit=0", 4215)]
    [InlineData("limit=1001", 4215)]
    [InlineData("limit=-1", 4215)]
    [InlineData("limit=", 4215)]
    [InlineData("limit=1e2", 4215)]
    [InlineData("limit=+5", 4215)]
    [InlineData("limit=99999999999", 4215)]
    [InlineData("limit=5&limit=6", 4215)]
    [InlineData("last=0", 4215)]
    [InlineData("last=1001", 4215)]
    [InlineData("last=all", 4215)]
    [InlineData("after=", 4210)]
    [InlineData("after=garbage", 4210)]
    [InlineData("after=5f3a0c11.3.-2", 4210)]
    [InlineData("after=5f3a0c11.3.1&after=5f3a0c11.3.2", 4210)]
    [InlineData("start=", 4214)]
    [InlineData("start=now", 4214)]
    [InlineData("start=2026-11-24T12:00:01Z", 4214)]
    [InlineData("start=2026-11-24T11:00:00+01:00", 4214)]
    [InlineData("start=earliest&last=5", 4214)]
    [InlineData("after=5f3a0c11.3.1&start=earliest", 4214)]
    [InlineData("after=5f3a0c11.3.1&last=5", 4214)]
    public void Read_OfWhatIsNoQuery_IsRefused(string query, int code) => Assert.Equal(code, Read(query).Refusal?.Number);

    [Theory]
    [InlineData("limit=0", "'limit' is from 1 to 20.")]
    [InlineData("last=21", "'last' is from 1 to 20.")]
    public void Read_OfACountOutOfRange_NamesTheRange(string query, string detail) => Assert.Equal(detail, Read(query, max: 20).Detail);

    private static HistoryQuery Read(string query, int max = 1000) =>
        HistoryQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), max, Now);
}
