using Gateway.Connections;

namespace Gateway.Tests.Unit.Connections;

public sealed class OutboxTests
{
    private readonly Outbox _box = new();

    [Fact]
    public void Frames_AreTaken_InOrderAndOnce()
    {
        byte[] first = [1], second = [2], third = [3];
        Assert.True(_box.TryAdd(first) && _box.TryAdd(second));
        Assert.Equal([first, second], _box.TakeAll(out var isFinished));
        Assert.False(isFinished);
        _box.TryAdd(third);
        Assert.Equal([third], _box.TakeAll(out _));
        Assert.Null(_box.TakeAll(out _));
    }

    [Fact]
    public void Complete_TakesTheLastFramesAndNoMore()
    {
        Assert.True(_box.Complete([1], [2]));
        Assert.False(_box.Complete([3]));
        Assert.False(_box.TryAdd([4]));
        Assert.Equal([[1], [2]], _box.TakeAll(out var isFinished));
        Assert.True(isFinished);
    }

    [Fact]
    public async Task Client_ThatDoesNotRead_WaitsFromOneByteOverTheLimit()
    {
        _box.TryAdd(new byte[Outbox.Limit - 32]);
        Assert.True(_box.WhenBelowLimitAsync().IsCompleted);
        _box.TryAdd([1]);
        var waiting = _box.WhenBelowLimitAsync();
        Assert.False(waiting.IsCompleted);
        _box.TakeAll(out _);
        await waiting;
        Assert.True(_box.WhenBelowLimitAsync().IsCompleted);
    }

    [Fact]
    public async Task Frames_OfFewBytes_CountWithWhatTheyTakeOnTheHeap()
    {
        // 2 bytes take 40: the array's header and length, and a place in the list.
        for (var i = 0; i < Outbox.Limit / 34; i++) _box.TryAdd([0, 0]);
        Assert.True(_box.WhenBelowLimitAsync().IsCompleted);
        _box.TryAdd([0, 0]);
        var waiting = _box.WhenBelowLimitAsync();
        Assert.False(waiting.IsCompleted);
        _box.TakeAll(out _);
        await waiting;
    }

    [Fact]
    public void Pongs_ThatWait_AreTheNewestOnly()
    {
        byte[] reply = [1], newest = [10, 3], next = [10, 4];
        _box.AddPong([10, 1]);
        _box.TryAdd(reply);
        _box.AddPong([10, 2]);
        _box.AddPong(newest);
        Assert.Equal([newest, reply], _box.TakeAll(out _));
        _box.AddPong(next);
        Assert.Equal([next], _box.TakeAll(out _));
    }

    [Fact]
    public async Task Complete_WhileTheReceiveLoopWaits_LetsItGo()
    {
        _box.TryAdd(new byte[Outbox.Limit + 1]);
        var waiting = _box.WhenBelowLimitAsync();
        _box.Complete();
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
