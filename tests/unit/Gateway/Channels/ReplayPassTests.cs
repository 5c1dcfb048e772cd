using System.Buffers;
using System.Text;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Record = Gateway.Channels.Record;

namespace Gateway.Tests.Unit.Channels;

/// <summary>Who may take part in a pass that others have begun, or even left: of thousands that come back only the first cost a reading.</summary>
public sealed class ReplayPassTests
{
    private const long Bound = 4 << 20;

    private readonly ReplayQueue _replays = new(TimeProvider.System);
    private PartitionWindow _window;

    // The log holds 0 to 9, in turn of a and b; the window begins after it.
    public ReplayPassTests() => _window = WindowAfter(9);

    [Fact]
    public void Pass_ThatAllHaveLeft_ServesWhoComesLater()
    {
        var first = Behind("a", -1);
        var pass = Begin(start: -1);
        Read(pass, 0, 9);
        Assert.Equal("0 2 4 6 8 ", Pull(first));
        pass.Mark([]);
        Assert.Equal((0, true), (pass.Count, pass.IsOfUse));

        var (whole, half) = (Behind("a", -1), Behind("a", 4));
        foreach (var subscription in _replays.TakeFor(pass)!) pass.Join(subscription, []);
        Assert.Equal(("0 2 4 6 8 ", "6 8 "), (Pull(whole), Pull(half)));
        Assert.False(whole.IsBehind || half.IsBehind);
    }

    [Fact]
    public void Pass_WithRoom_KeepsTheChannelsOfWhoMayCome()
    {
        Behind("a", -1);
        var pass = Begin(start: -1);
        Read(pass, 0, 9);
        var other = Behind("b", 2);
        pass.Join(Assert.Single(_replays.TakeFor(pass)!), []);
        Assert.Equal("3 5 7 9 ", Pull(other));
    }

    [Fact]
    public void Pass_WithoutRoom_DoesNotServeWhoWantsWhatItPassedOver()
    {
        Behind("a", -1);
        var pass = Begin(start: -1, maxBytes: 1);
        Read(pass, 0, 8);
        Behind("b", -1);
        Assert.Null(_replays.TakeFor(pass));
        // Whoever has seen what was passed over lacks nothing here.
        Behind("b", 7);
        Assert.Single(_replays.TakeFor(pass)!);
    }

    [Fact]
    public void Pass_ThatBeganLater_DoesNotServeWhoLacksMore()
    {
        Behind("a", 4);
        var pass = Begin(start: 4);
        Read(pass, 5, 9);
        Behind("a", 3);
        Assert.Null(_replays.TakeFor(pass));
    }

    [Fact]
    public void Pass_ThatHasEvicted_IsOfNoUseToWhoComesLater()
    {
        Behind("a", -1);
        var pass = Begin(start: -1, maxBytes: 1);
        // Each fills a segment.
        for (var offset = 0; offset < 3; offset++) pass.Append(pass.Accept("a"u8, offset)!, new Record(offset, 0, default), new byte[100_000]);
        Assert.False(pass.IsOfUse);
        Behind("a", -1);
        Assert.Null(_replays.TakeFor(pass));
    }

    [Fact]
    public void Pass_OfWhichTheFastestGoesOn_KeepsMostOfTheRingForTheOthers()
    {
        _window = WindowAfter(100_000);
        var (fast, slow) = (Behind("a", -1), Behind("a", -1));
        var pass = Begin(start: -1);
        var offset = 0L;
        var fullAt = ReadUntilFull();
        Assert.InRange(pass.Bytes, Bound / 4, Bound / 3);
        Assert.False(pass.HasRoom);
        // The fast one pulls what there is, and so there is more: two thirds of the bound later the slow one still finds all.
        while (pass.Bytes < Bound * 2 / 3)
        {
            Pull(fast);
            Assert.True(pass.HasRoom);
            ReadUntilFull();
        }
        Assert.InRange(offset, fullAt * 2, fullAt * 4);
        Assert.Equal(offset * 1000, Pull(slow).Length);

        long ReadUntilFull()
        {
            while (!pass.Append(pass.Accept("a"u8, offset)!, new Record(offset, 0, default), new byte[1000])) offset++;
            return ++offset;
        }
    }

    [Fact]
    public void Pass_WhoseBoundIsLowered_LetsTheOldestGo()
    {
        Behind("a", -1);
        var pass = Begin(start: -1);
        for (var offset = 0; offset < 900; offset++) pass.Append(pass.Accept("a"u8, offset)!, new Record(offset, 0, default), new byte[1000]);
        Assert.True(pass.IsOfUse);
        pass.MaxBytes = 500_000;
        Assert.InRange(pass.Bytes, 400_000, 500_000);
        Assert.False(pass.IsOfUse);
    }

    [Fact]
    public void Queue_WithAPassOfThePartition_LeavesWhoComesToItFirst()
    {
        Behind("a", -1);
        Begin(start: -1);
        Behind("a", -1);
        Assert.Null(_replays.TakeFirst(_ => false));
        _replays.Ended(_window.Id);
        Assert.Single(_replays.TakeFirst(_ => false)!);
    }

    private PartitionWindow WindowAfter(long offset)
    {
        var window = new PartitionWindow(new PartitionId("t", 0, 1), _replays);
        window.Open(offset);
        return window;
    }

    private static string Pull(Subscription subscription)
    {
        var output = new ArrayBufferWriter<byte>();
        subscription.Pull(output, int.MaxValue);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private ReplayPass Begin(long start, long maxBytes = Bound)
    {
        var pass = new ReplayPass(_window, start, maxBytes);
        foreach (var subscription in _replays.TakeFirst(_ => false)!) pass.Join(subscription, []);
        return pass;
    }

    private static void Read(ReplayPass pass, long from, long to)
    {
        for (var offset = from; offset <= to; offset++)
            if (pass.Accept(offset % 2 == 0 ? "a"u8 : "b"u8, offset) is { } channel)
                pass.Append(channel, new Record(offset, 0, default), Encoding.UTF8.GetBytes($"{offset} "));
    }

    // Subscribes after the offset, of which the window has nothing, and so asks for a pass.
    private Subscription Behind(string channel, long after)
    {
        var name = Encoding.UTF8.GetBytes(channel);
        var subscription = _window.Subscribe(name, after, new CallbackSubscriber())!;
        subscription.Activate();
        Assert.Equal("", Pull(subscription));
        return subscription;
    }
}
