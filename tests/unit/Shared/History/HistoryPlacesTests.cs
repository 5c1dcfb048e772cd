using Gateway.Shared.History;

namespace Gateway.Tests.Unit.Shared.History;

public sealed class HistoryPlacesTests
{
    [Fact]
    public void TryTake_OfOneApp_GivesHalfAndOneMoreForEachGivenBack()
    {
        var places = new HistoryPlaces(4);
        using var kept = places.TryTake("a");
        var place = places.TryTake("a");
        Assert.NotNull(place);
        Assert.Null(places.TryTake("a"));
        place.Dispose();
        Assert.NotNull(places.TryTake("a"));
    }

    [Fact]
    public void TryTake_OfManyApps_GivesAll()
    {
        var places = new HistoryPlaces(4);
        Assert.All(["a", "b", "a", "b"], app => Assert.NotNull(places.TryTake(app)));
        Assert.Null(places.TryTake("c"));
    }
}
