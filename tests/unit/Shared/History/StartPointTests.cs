using Gateway.Shared.History;

namespace Gateway.Tests.Unit.Shared.History;

public sealed class StartPointTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TryParse_Earliest_HasNoTime()
    {
        Assert.True(StartPoint.TryParse("earliest", Now, out var start));
        Assert.Null(start.Time);
    }

    [Theory]
    [InlineData("2026-11-24T12:00:00Z", 0)]
    [InlineData("2026-11-24t11:59:59z", -1000)]
    [InlineData("2026-11-24T12:59:59.5+01:00", -500)]
    [InlineData("2026-11-24T00:00:00.0000000-00:00", -43_200_000)]
    public void TryParse_TimeThatHasPassed_IsMillisecondsSince1970(string text, long beforeNow)
    {
        Assert.True(StartPoint.TryParse(text, Now, out var start));
        Assert.Equal(Now.ToUnixTimeMilliseconds() + beforeNow, start.Time);
    }

    // To Kafka -1, -2 and -3 ms are the end, the beginning and the newest record.
    [Theory]
    [InlineData("1969-12-31T23:59:59.999Z")]
    [InlineData("1969-12-31T23:59:59.998Z")]
    [InlineData("1969-12-31T23:59:59.997Z")]
    [InlineData("1970-01-01T00:59:59+01:00")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    public void TryParse_TimeBefore1970_IsAsEarliest(string text)
    {
        Assert.True(StartPoint.TryParse(text, Now, out var start));
        Assert.Equal(default, start);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1969-12-31T23:00:00.001-01:00", 1)]
    [InlineData("2016-12-31T23:59:60Z", 1_483_228_800_000)]
    [InlineData("2026-11-24T11:59:59.123456789Z", 1_795_521_599_123)]
    public void TryParse_AnyTimeOfRfc3339_IsMillisecondsSince1970(string text, long expected)
    {
        Assert.True(StartPoint.TryParse(text, Now, out var start));
        Assert.Equal(expected, start.Time);
    }

    [Theory]
    [InlineData("Earliest")]
    [InlineData("now")]
    [InlineData("")]
    [InlineData("2026-11-24")]
    [InlineData("2026-11-24T11:00:00")]
    [InlineData("2026-11-24 11:00:00Z")]
    [InlineData("2026-11-31T11:00:00Z")]
    [InlineData("2026-11-24T25:00:00Z")]
    [InlineData("1764000000000")]
    [InlineData("2026-11-24T12:00:00.001Z")]
    public void TryParse_NoTimeOrOneToCome_IsFalse(string text) => Assert.False(StartPoint.TryParse(text, Now, out _));
}
