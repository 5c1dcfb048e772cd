using Gateway.Connections;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Connections;

public sealed class SendPaceTests
{
    private const int Loops = 10;
    private const int Small = 1000;
    private const int Large = 128 << 10;

    private readonly FakeTimeProvider _time = new();
    private readonly SendPace _pace;
    private long _bytes;

    public SendPaceTests() => _pace = new SendPace(_time, Milliseconds(25));

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 5)]
    [InlineData(20, 20)]
    [InlineData(25, 25)]
    [InlineData(80, 25)]
    public void EndLap_AfterWork_RestsForAsLongIfThatIsNotLittle(int work, int rest) => Assert.Equal(Milliseconds(rest), Lap(work, Small));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(4, 6)]
    [InlineData(10, 0)]
    [InlineData(1000, 0)]
    public void EndLap_AfterIdleTime_CountsItAsRest(int idle, int rest)
    {
        Work(10);
        _time.Advance(Milliseconds(idle));
        Assert.Equal(Milliseconds(rest), Lap(0, Small));
    }

    [Fact]
    public void EndLap_OfLargeWrites_DoesNotRest()
    {
        Assert.Equal(TimeSpan.Zero, Lap(20, Large));
        Assert.Equal(Milliseconds(20), Lap(20, Large - 1));
    }

    [Fact]
    public void EndLap_AfterARest_CountsTheNextLapAlone()
    {
        _time.Advance(Lap(10, Small));
        Assert.Equal(Milliseconds(7), Lap(7, Small));
        // It was woken late.
        _time.Advance(Milliseconds(9));
        Assert.Equal(Milliseconds(4), Lap(6, Small));
    }

    private TimeSpan Lap(int work, int bytesOfLoop)
    {
        Work(work);
        return _pace.EndLap(Loops, _bytes += Loops * bytesOfLoop);
    }

    private void Work(int milliseconds)
    {
        _pace.Resume();
        _time.Advance(Milliseconds(milliseconds));
        _pace.Pause();
    }

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
