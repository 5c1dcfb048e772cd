using Gateway.Shared.Kafka;

namespace Gateway.Tests.Unit.Shared.Kafka;

public sealed class TopicCatalogTests
{
    private readonly TopicCatalog _catalog = new();
    private readonly List<(Topic Old, uint Current)> _told = [];

    public TopicCatalogTests() => _catalog.Replaced += old =>
    {
        _catalog.TryGetStreams("demo", out var current);
        _told.Add((old, current!.Epoch));
    };

    [Fact]
    public void SetStreams_OfATopicMadeAnew_TellsOfTheOldBeforeAndAfter()
    {
        var old = new Topic("t", 4, Epoch: 1);
        _catalog.SetStreams("demo", old);
        _catalog.SetStreams("demo", new Topic("t", 4, Epoch: 2));
        Assert.Equal([(old, 1u), (old, 2u)], _told);
    }

    [Fact]
    public void SetStreams_OfTheSameTopic_TellsNothing()
    {
        _catalog.SetStreams("demo", new Topic("t", 4, Epoch: 1));
        _catalog.SetStreams("demo", new Topic("t", 4, Epoch: 1));
        Assert.Empty(_told);
    }
}
