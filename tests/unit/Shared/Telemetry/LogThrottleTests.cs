using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Shared.Telemetry;

public sealed class LogThrottleTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Admits_WithinTenSeconds_OnlyTheFirst()
    {
        var throttle = new LogThrottle(_time);
        Assert.True(throttle.Admits(out var suppressed));
        Assert.Equal(0, suppressed);
        Assert.False(throttle.Admits(out _));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(throttle.Admits(out _));
    }

    [Fact]
    public void Admits_AfterTenSeconds_TellsHowManyWereLeftOutSinceTheLast()
    {
        var throttle = new LogThrottle(_time);
        for (var line = 0; line < 4; line++) throttle.Admits(out _);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(throttle.Admits(out var suppressed));
        Assert.Equal(3, suppressed);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(throttle.Admits(out suppressed));
        Assert.Equal(0, suppressed);
    }
}
