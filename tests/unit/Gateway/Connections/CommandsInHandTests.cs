using Gateway.Connections;

namespace Gateway.Tests.Unit.Connections;

public sealed class CommandsInHandTests
{
    private readonly CommandsInHand _commands = new();

    [Fact]
    public void Refuse_WithNothingInHand_IsDoneAtOnceAndLetsNothingBegin()
    {
        Assert.True(_commands.TryBegin());
        _commands.End();
        Assert.True(_commands.RefuseAsync().IsCompleted);
        Assert.False(_commands.TryBegin());
    }

    [Fact]
    public async Task Refuse_WaitsForTheCommandAndForWhatItHolds()
    {
        Assert.True(_commands.TryBegin());
        _commands.Hold();
        var none = _commands.RefuseAsync();
        _commands.End();
        Assert.False(_commands.TryBegin());
        Assert.False(none.IsCompleted);
        _commands.End();
        await none.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Refuse_WhileOthersBeginAndEnd_CompletesWhenNoneIsLeft()
    {
        var (inHand, none) = (0, default(Task));
        var busy = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (_commands.TryBegin())
            {
                Interlocked.Increment(ref inHand);
                Interlocked.Decrement(ref inHand);
                _commands.End();
            }
        })).ToArray();
        none = _commands.RefuseAsync();
        await none.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, Volatile.Read(ref inHand));
        await Task.WhenAll(busy).WaitAsync(TimeSpan.FromSeconds(20));
    }
}
