using Gateway.Shared.Apps;

namespace Gateway.Tests.Unit.Shared.Apps;

public class AppSharesTests
{
    [Fact]
    public void TryTake_OfOneAppAmongOthers_GetsHalf()
    {
        var shares = new AppShares(Apps("a", "b"), 4);
        Assert.True(shares.TryTake("a") && shares.TryTake("a"));
        Assert.False(shares.TryTake("a"));
        Assert.True(shares.TryTake("b") && shares.TryTake("b"));
        Assert.False(shares.TryTake("b"));
        shares.Free("a");
        Assert.True(shares.TryTake("a"));
    }

    [Fact]
    public void TryTake_OfTheOnlyApp_GetsAll()
    {
        var shares = new AppShares(Apps("a"), 3);
        Assert.True(shares.TryTake("a") && shares.TryTake("a") && shares.TryTake("a"));
        Assert.False(shares.TryTake("a"));
    }

    [Fact]
    public void TryTake_OfAppsThatAreNone_CountTogether()
    {
        var shares = new AppShares(Apps("a"), 4);
        Assert.True(shares.TryTake("x") && shares.TryTake("y"));
        Assert.False(shares.TryTake("z"));
        Assert.True(shares.TryTake("a"));
        shares.Free("x");
        Assert.True(shares.TryTake("z"));
    }

    private static AppRegistry Apps(params string[] names) => new(names.ToDictionary(name => name, _ => new AppOptions()));
}
