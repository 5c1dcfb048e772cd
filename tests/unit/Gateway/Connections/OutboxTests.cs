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
        _box.TryAdd(new byte[Outbox.Limit]);
        Assert.True(_box.WhenBelowLimitAsync().IsCompleted);
        _box.TryAdd([1]);
        var waiting = _box.WhenBelowLimitAsync();
        Assert.False(waiting.IsCompleted);
        _box.TakeAll(out _);
        await waiting;
        Assert.True(_box.WhenBelowLimitAsync().IsCompleted);
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
