using Confluent.Kafka;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
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
    public void Set_OfATopicMadeAnew_TellsOfTheOldBeforeAndAfter()
    {
        var old = new Topic("t", 4, Epoch: 1);
        _catalog.Set("demo", old);
        _catalog.Set("demo", new Topic("t", 4, Epoch: 2));
        Assert.Equal([(old, 1u), (old, 2u)], _told);
    }

    [Fact]
    public void RefusalOf_ATopicThatKafkaRefusesForGood_SaysSoUntilItIsAnsweredWell()
    {
        _catalog.Note("t", new Error(ErrorCode.TopicAuthorizationFailed));
        Assert.Equal((Codes.KafkaRefused, Codes.KafkaUnavailable), (_catalog.RefusalOf("t"), _catalog.RefusalOf("other")));
        _catalog.Note("t", failure: null);
        Assert.Equal(Codes.KafkaUnavailable, _catalog.RefusalOf("t"));
        _catalog.Note("t", new Error(ErrorCode.Local_TimedOut));
        Assert.Equal(Codes.KafkaUnavailable, _catalog.RefusalOf("t"));
    }

    [Fact]
    public void TryGet_Channel_GivesTheTopicOfItsKind()
    {
        var apps = new AppRegistry(new Dictionary<string, AppOptions> { ["demo"] = new() { Tables = ["stock.>"] } });
        Assert.True(apps.TryGet("demo", out var app));
        _catalog.Set("demo", new Topic("streams", 4, Epoch: 1));
        Assert.False(_catalog.TryGet(app, "stock.nyse", out _));
        _catalog.Set("demo", new Topic("tables", 4, Epoch: 2, IsTable: true));

        Assert.True(_catalog.TryGet(app, "stock.nyse", out var tables));
        Assert.True(_catalog.TryGet(app, "stock", out var streams));
        Assert.Equal(("tables", "streams"), (tables.Name, streams.Name));
        Assert.Empty(_told);
    }

    [Fact]
    public void Set_OfTheSameTopic_TellsNothing()
    {
        _catalog.Set("demo", new Topic("t", 4, Epoch: 1));
        _catalog.Set("demo", new Topic("t", 4, Epoch: 1));
        Assert.Empty(_told);
    }
}
