using CsCheck;
using Gateway.Shared.Events;

namespace Gateway.Tests.Unit.Shared.Events;

public class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-11-23T12:00:00Z")]
    [InlineData("2026-11-23t12:00:00.123456789z")]
    [InlineData("1985-04-12T23:20:50.52+01:30")]
    [InlineData("1990-12-31T23:59:60Z")]
    [InlineData("2024-02-29T00:00:00-00:00")]
    public void IsValid_Timestamp_True(string text) => Assert.True(Rfc3339.IsValid(text));

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-23")]
    [InlineData("2026-11-23T12:00:00")]
    [InlineData("2026-11-23 12:00:00Z")]
    [InlineData("2026-02-29T12:00:00Z")]
    [InlineData("2026-13-01T12:00:00Z")]
    [InlineData("2026-00-01T12:00:00Z")]
    [InlineData("2026-01-00T12:00:00Z")]
    [InlineData("2026-01-01T24:00:00Z")]
    [InlineData("2026-01-01T00:60:00Z")]
    [InlineData("2026-01-01T00:00:61Z")]
    [InlineData("2026-01-01T00:00:00.Z")]
    [InlineData("2026-01-01T00:00:00.5")]
    [InlineData("2026-01-01T00:00:00+0100")]
    [InlineData("2026-01-01T00:00:00+24:00")]
    [InlineData("2026-01-01T00:00:00Zx")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("２026-01-01T00:00:00Z")]
    public void IsValid_AnythingElse_False(string text) => Assert.False(Rfc3339.IsValid(text));

    [Fact]
    public void IsValid_AnyTimeOfTheClock_True() =>
        Gen.DateTimeOffset.Sample(time => Rfc3339.IsValid(time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void IsValid_AnyText_DoesNotThrow() =>
        Gen.Char["0129-:.TZ+"].Array[0, 30].Select(text => new string(text)).Sample(text => { Rfc3339.IsValid(text); });
}
