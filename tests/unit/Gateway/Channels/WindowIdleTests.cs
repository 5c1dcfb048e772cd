using System.Globalization;
using System.Text;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Record = Gateway.Channels.Record;

namespace Gateway.Tests.Unit.Channels;

/// <summary>Channels that were left. Names cost the one who makes them up nothing, so the node keeps few of them.</summary>
public sealed class WindowIdleTests
{
    private const int Many = 10_000;
    private const int AllMayStay = 1_000_000;

    private readonly PartitionWindow _window = new(new PartitionId("streams", 0, 1));
    private long _now;
    private long _offset;

    public WindowIdleTests() => _window.Open(-1);

    [Fact]
    public void Sweep_OfChannelsThatNeverHadAFrame_KeepsNoMoreThanMayStay()
    {
        for (var i = 0; i < Many; i++) Visit(i, append: false);
        _window.Sweep(before: -1, maxIdle: 10);
        Assert.Equal(10, _window.ChannelCount);
    }

    [Fact]
    public void Sweep_OfMoreChannelsThanMayStay_DropsThoseWithoutFramesFirst()
    {
        for (var i = 0; i < 100; i++) Visit(i, append: i < 10);
        _window.Sweep(before: -1, maxIdle: 10);
        Assert.Equal(10, _window.ChannelCount);
        for (var i = 0; i < 10; i++) Assert.True(_window.TryFindLast(Name(i), 1, out _));
    }

    [Fact]
    public void Sweep_OfMoreChannelsThanMayStay_DropsThoseThatWereLeftFirst()
    {
        for (var i = 0; i < 100; i++) Visit(i, append: true);
        _window.Sweep(before: -1, maxIdle: 10);
        Assert.Equal(10, _window.ChannelCount);
        Assert.False(_window.TryFindLast(Name(89), 1, out _));
        Assert.True(_window.TryFindLast(Name(90), 1, out _));
    }

    [Fact]
    public void Sweep_OfAChannelThatIsLeftAgainAndAgain_KeepsItForTheLingerTimeOfTheLast()
    {
        for (var i = 0; i < Many; i++) Visit(7, append: i == 0);
        _window.Sweep(before: Many - 1, AllMayStay);
        Assert.Equal(1, _window.ChannelCount);
        _window.Sweep(before: Many, AllMayStay);
        Assert.Equal(0, _window.ChannelCount);
    }

    [Fact]
    public void Sweep_OfAChannelThatWasComeBackTo_KeepsIt()
    {
        Visit(1, append: true);
        var back = _window.Subscribe(Name(1), null, new CallbackSubscriber())!;
        _window.Sweep(before: long.MaxValue, maxIdle: 0);
        Assert.Equal(1, _window.ChannelCount);
        _window.Unsubscribe(back, ++_now);
        _window.Sweep(before: _now, maxIdle: AllMayStay);
        Assert.Equal(0, _window.ChannelCount);
    }

    [Fact]
    public void TryClose_OfAWindowThatHasOnlyJustBecomeEmpty_WaitsForTheLingerTime()
    {
        Visit(1, append: false);
        _window.Sweep(before: 0, maxIdle: 0);
        Assert.False(_window.TryClose(before: 0));
        Assert.True(_window.TryClose(before: _now));
    }

    private void Visit(int channel, bool append)
    {
        var subscription = _window.Subscribe(Name(channel), null, new CallbackSubscriber())!;
        if (append) _window.Append(_window.Accept(Name(channel), _offset)!, new Record(_offset++, 0, default), "frame"u8, 16 << 20);
        _window.Unsubscribe(subscription, ++_now);
    }

    private static byte[] Name(int channel) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"c.{channel}"));
}
