using System.Text;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Channels;

public sealed class FeedsTests
{
    private const string Topic = "t";
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly WindowTable _windows;
    private readonly Feeds _feeds;
    private readonly List<string> _told = [];

    public FeedsTests()
    {
        _windows = new(Options.Create(new WindowOptions()), _time);
        _feeds = new(_windows, _time, StaleAfter);
    }

    [Fact]
    public void Feed_ThatIsShownToBeComplete_IsNeverStale()
    {
        var window = Subscribe(0, "a");
        for (var offset = 0; offset < 10; offset++)
        {
            // Each time Kafka is one record further than the window: a busy partition.
            Check(5, (0, offset + 1));
            window.Settle(offset + 1);
        }
        Assert.Empty(_told);
    }

    [Fact]
    public void Kafka_ThatDoesNotAnswer_IsToldOnceWithTheTimeUpToWhichAllIsThereAndLiveAfterIt()
    {
        Subscribe(0, "a");
        Check(5, (0, 0));
        Check(5);
        Check(5);
        Assert.Empty(_told);
        Check(1);
        Check(60);
        Assert.Equal(["a stale 12:00:05"], _told);
        Assert.Equal(1, _feeds.Stale);
        Check(1, (0, 0));
        Assert.Equal(["a stale 12:00:05", "a live"], _told);
        Assert.Equal(0, _feeds.Stale);
    }

    [Fact]
    public void Events_ThatWereLate_MustBeThereBeforeLiveIsTold()
    {
        var window = Subscribe(0, "a");
        Check(11);
        Check(1, (0, 7));
        window.Settle(6);
        Check(1, (0, 7));
        Assert.Equal(["a stale 12:00:00"], _told);
        window.Settle(7);
        Check(1);
        Assert.Equal(["a stale 12:00:00", "a live"], _told);
    }

    [Fact]
    public void Reader_ThatStandsStill_IsToldAlthoughKafkaAnswers()
    {
        Subscribe(0, "a");
        for (var seconds = 0; seconds < 100; seconds += 5) Check(5, (0, 1 + seconds));
        Assert.Equal(["a stale 12:00:00"], _told);
    }

    [Fact]
    public void Subscribers_OfOtherPartitions_AreNotTold()
    {
        Subscribe(0, "a");
        Subscribe(1, "b");
        Check(11, (1, 0));
        Assert.Equal(["a stale 12:00:00"], _told);
    }

    [Fact]
    public void Subscriber_OfSeveralPartitions_IsToldOnceAndLiveWhenTheLastIs()
    {
        var subscriber = NewSubscriber("a");
        Subscribe(0, subscriber);
        Subscribe(1, subscriber);
        Check(11);
        Check(1, (0, 0));
        Assert.Equal(["a stale 12:00:00"], _told);
        Check(1, (1, 0));
        Assert.Equal(["a stale 12:00:00", "a live"], _told);
    }

    [Fact]
    public void Subscriber_ThatComesMeanwhile_IsToldAndOneThatUnsubscribesIsLive()
    {
        Subscribe(0, "a");
        Check(11);
        var late = SubscribeTo(0, NewSubscriber("b"));
        Check(1);
        _windows.Unsubscribe(late);
        Check(1);
        Assert.Equal(["a stale 12:00:00", "b stale 12:00:00", "b live"], _told);
    }

    [Fact]
    public void Window_ThatIsClosed_IsForgotten()
    {
        var window = Subscribe(0, "a");
        Check(11);
        _windows.Reset(window);
        Check(1);
        Assert.Equal(["a stale 12:00:00", "a live"], _told);
        Assert.Empty(_feeds.Watch());
    }

    private CallbackSubscriber NewSubscriber(string name) =>
        new(feed: since => _told.Add(since is { } time ? $"{name} stale {time:HH:mm:ss}" : $"{name} live"));

    private PartitionWindow Subscribe(int partition, string name) => Subscribe(partition, NewSubscriber(name));

    private PartitionWindow Subscribe(int partition, Subscriber subscriber)
    {
        var window = SubscribeTo(partition, subscriber).Channel.Window;
        // From here on the watch knows it.
        _feeds.Watch();
        return window;
    }

    private Subscription SubscribeTo(int partition, Subscriber subscriber)
    {
        var subscribing = _windows.SubscribeAsync(new PartitionId(Topic, partition, 1), Encoding.UTF8.GetBytes("c"), null, subscriber).AsTask();
        while (_windows.Requests.TryRead(out var request)) ((LogRequest.Open)request).Window.Open(-1);
        return subscribing.GetAwaiter().GetResult()!;
    }

    private void Check(int afterSeconds, params (int Partition, long End)[] ends)
    {
        _time.Advance(TimeSpan.FromSeconds(afterSeconds));
        _feeds.Watch();
        _feeds.Check(ends.ToDictionary(end => (Topic, end.Partition), end => end.End), _time.GetTimestamp());
    }
}
