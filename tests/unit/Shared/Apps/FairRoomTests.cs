using Gateway.Shared.Apps;

namespace Gateway.Tests.Unit.Shared.Apps;

public sealed class FairRoomTests
{
    private readonly FairRoom _room = new(100);

    [Fact]
    public void TryTake_OneAppWantsAll_HasHalf() => Assert.Equal(50, TakeAll("a"));

    [Fact]
    public void TryTake_TwoAppsWantAll_TheSecondFindsRoom()
    {
        TakeAll("a");
        Assert.Equal(25, TakeAll("b"));
    }

    [Fact]
    public void TryTake_OneUserWantsAll_HasHalfOfTheApps()
    {
        Assert.Equal(25, TakeAll("a", "alice"));
        Assert.Equal(12, TakeAll("a", "bob"));
        Assert.Equal(25, TakeAll("b", "alice"));
    }

    [Fact]
    public void TryTake_TheOnlyOneOfItsApp_MayHaveMoreThanTheShare()
    {
        Assert.Null(_room.TryTake("a", null, 101));
        var only = _room.TryTake("a", "alice", 100);
        Assert.NotNull(only);
        Assert.Null(_room.TryTake("b", null, 1));
        only.Dispose();
        Assert.NotNull(_room.TryTake("b", null, 1));
    }

    [Fact]
    public void TryResize_NoRoomForMore_ChangesNothing()
    {
        var first = _room.TryTake("a", null, 40)!;
        var second = _room.TryTake("a", null, 10)!;
        Assert.False(second.TryResize(20));
        Assert.Null(_room.TryTake("a", null, 1));
        Assert.True(first.TryResize(30));
        Assert.True(second.TryResize(20));
    }

    [Fact]
    public void Dispose_Twice_GivesBackOnce()
    {
        var first = _room.TryTake("a", "alice", 20)!;
        first.Dispose();
        first.Dispose();
        Assert.Equal(25, TakeAll("a", "alice"));
    }

    private int TakeAll(string app, string? user = null)
    {
        var count = 0;
        while (_room.TryTake(app, user, 1) is not null) count++;
        return count;
    }
}
