using Gateway.PublisherApi.Publishing;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

public class WaitingBytesTests
{
    private readonly WaitingBytes _waiting = new(Options.Create(new PublisherApiOptions { MaxWaitingBytes = 100 }));

    [Fact]
    public void TryTake_AllRoomTaken_NullUntilGivenBack()
    {
        var first = _waiting.TryTake(100);
        Assert.Null(_waiting.TryTake(1));
        first!.Dispose();
        Assert.NotNull(_waiting.TryTake(100));
    }

    [Fact]
    public void ShrinkTo_LessThanTaken_GivesTheRestBackOnce()
    {
        var first = _waiting.TryTake(100);
        first!.ShrinkTo(40);
        var second = _waiting.TryTake(60);
        Assert.NotNull(second);
        first.Dispose();
        first.Dispose();
        Assert.NotNull(_waiting.TryTake(40));
        Assert.Null(_waiting.TryTake(1));
    }
}
