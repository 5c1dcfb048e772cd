using Gateway.Shared.Errors;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;
using Gateway.Tests.Unit.Shared.Events;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Shared.Kafka;

public sealed class RecentPublishesTests
{
    private static readonly Topic Topic = new("t", 1, 7);
    private static readonly PublishOutcome Stored = new(new Position(7, 0, 3), null);

    private readonly FakeTimeProvider _time = new();
    private readonly RecentPublishes _recent;

    public RecentPublishesTests() => _recent = new RecentPublishes(_time);

    [Fact]
    public async Task Begin_SameEventAgain_GivesTheFirstOnesOutcome()
    {
        _recent.Complete(First("1"), Stored);
        Assert.Equal(Stored, await Again("1"));
    }

    [Fact]
    public async Task Begin_WhileTheFirstIsOnItsWay_WaitsForIt()
    {
        var first = First("1");
        var waiting = Again("1");
        Assert.False(waiting.IsCompleted);
        _recent.Complete(first, Stored);
        Assert.Equal(Stored, await waiting);
    }

    [Fact]
    public void Begin_AfterARefusal_IsTheFirst()
    {
        _recent.Complete(First("1"), new PublishOutcome(default, Codes.KafkaUnavailable));
        First("1");
    }

    [Fact]
    public void Begin_AnotherIdOrSourceOrTopic_IsTheFirst()
    {
        First("1");
        First("2");
        Assert.NotNull(_recent.Begin(Topic, TestEvent.With("1", source: "/other"), out _));
        Assert.NotNull(_recent.Begin(Topic with { Epoch = 8 }, TestEvent.With("1"), out _));
    }

    // Made for XXH3, which stood for the event before: two quads of the source at which its products are 0, so that what follows them may change places.
    [Fact]
    public void Begin_SourcesThatCollideUnderXxh3_AreTwoEvents()
    {
        _recent.Complete(First("1", Crafted("ab", "xy")), Stored);
        First("1", Crafted("xy", "ab"));
    }

    [Fact]
    public void Begin_FieldsThatJoinToOneText_AreTwoEvents()
    {
        _recent.Complete(First("1", source: "/s\0x"), Stored);
        First("x\01", source: "/s");
    }

    [Fact]
    public void Begin_AfterTenMinutes_IsTheFirst()
    {
        _recent.Complete(First("1"), Stored);
        _time.Advance(TimeSpan.FromMinutes(9));
        _ = Again("1");
        _time.Advance(TimeSpan.FromMinutes(2));
        First("1");
    }

    [Fact]
    public void Begin_AfterManyOthers_IsTheFirst()
    {
        _recent.Complete(First("1"), Stored);
        for (var i = 0; i < 70_000; i++) _recent.Complete(First($"other-{i}"), Stored);
        First("1");
    }

    [Fact]
    public async Task Begin_SameIdWithOtherContent_IsAConflict()
    {
        var first = TestEvent.With(data: "1"u8.ToArray(), extensions: [new("a", "1"), new("b", "2")]);
        _recent.Complete(_recent.Begin(Topic, first, out _)!, Stored);
        foreach (var other in new[]
        {
            TestEvent.With(data: "2"u8.ToArray(), extensions: [new("a", "1"), new("b", "2")]),
            TestEvent.With(extensions: [new("a", "1"), new("b", "2")]),
            TestEvent.With(data: "1"u8.ToArray(), extensions: [new("a", "2"), new("b", "1")]),
            TestEvent.With(type: "u", data: "1"u8.ToArray(), extensions: [new("a", "1"), new("b", "2")]),
            TestEvent.With(subject: "s", data: "1"u8.ToArray(), extensions: [new("a", "1"), new("b", "2")]),
            TestEvent.With(dataContentType: "text/plain", data: "1"u8.ToArray(), extensions: [new("a", "1"), new("b", "2")]),
        })
        {
            Assert.Null(_recent.Begin(Topic, other, out var before));
            Assert.Equal(Codes.IdConflict, (await before!).Refusal);
        }
        Assert.Null(_recent.Begin(Topic, TestEvent.With(time: "2027-01-01T00:00:00Z", data: "1"u8.ToArray(), extensions: [new("b", "2"), new("a", "1")]), out var again));
        Assert.Equal(Stored, await again!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Begin_OtherContentWhileTheFirstIsOnItsWay_IsAConflictOnlyIfThatIsStored(bool isStored)
    {
        var first = First("1");
        Assert.Null(_recent.Begin(Topic, TestEvent.With(data: "2"u8.ToArray()), out var before));
        var outcome = isStored ? Stored : new PublishOutcome(default, Codes.KafkaUnavailable);
        _recent.Complete(first, outcome);
        Assert.Equal(isStored ? Codes.IdConflict : Codes.KafkaUnavailable, (await before!).Refusal);
    }

    // Its quads lie at the 32nd and the 64th character of topic, epoch, channel and source with a zero after each.
    private static string Crafted(string one, string other)
    {
        const int Before = 13;
        return $"{new string('/', 32 - Before)}\u017c\u2c81{one}{new string('.', 28)}\ud4de\ue96d{other}{new string('.', 100)}";
    }

    private RecentPublishes.Publish First(string id, string source = "/s")
    {
        var publish = _recent.Begin(Topic, TestEvent.With(id, source: source), out var before);
        Assert.Null(before);
        return publish!;
    }

    private Task<PublishOutcome> Again(string id)
    {
        Assert.Null(_recent.Begin(Topic, TestEvent.With(id), out var before));
        return before!;
    }
}
