using System.Buffers;
using System.Runtime.CompilerServices;
using Gateway.Channels;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Channels;

/// <summary>Clients that resume and leave while Kafka is away, so that no pass can begin.</summary>
public sealed class ReplayQueueTests
{
    private const int Clients = 1_000;

    private readonly ReplayQueue _queue = new(TimeProvider.System);
    private readonly PartitionWindow _window;

    public ReplayQueueTests()
    {
        _window = new PartitionWindow(new PartitionId("streams", 0, 1), _queue);
        _window.Open(9);
    }

    [Fact]
    public void Subscriptions_ThatLeaveWhileTheyWait_AreHeldByNobody()
    {
        var references = ResumeAndLeave();
        Assert.InRange(_queue.Count, 0, 1);
        // What a replayer does each second, whether Kafka answers or not.
        Assert.Null(_queue.TakeFirst(except: _ => false));
        _window.Sweep(before: long.MaxValue, maxIdle: 0);
        GC.Collect();
        Assert.Equal(0, _queue.Count);
        Assert.DoesNotContain(references, reference => reference.TryGetTarget(out _));
    }

    [Fact]
    public void Subscription_ThatLeavesWhileOthersWait_IsNotGivenBackToTheQueue()
    {
        var stays = Behind();
        var leaves = Behind();
        var taken = _queue.TakeFirst(except: _ => false)!;
        Assert.Equal(2, taken.Count);
        _window.Unsubscribe(leaves, now: 1);
        _queue.Ended(_window.Id);
        foreach (var subscription in taken) _queue.Add(subscription);
        Assert.Equal([stays], _queue.TakeFirst(except: _ => false)!);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private List<WeakReference<Subscription>> ResumeAndLeave()
    {
        var references = new List<WeakReference<Subscription>>();
        for (var i = 0; i < Clients; i++)
        {
            var subscription = Behind();
            references.Add(new(subscription));
            _window.Unsubscribe(subscription, now: i);
        }
        return references;
    }

    private Subscription Behind()
    {
        var subscription = _window.Subscribe("a"u8.ToArray(), after: 3, new CallbackSubscriber())!;
        Assert.Equal(0, subscription.Pull(new ArrayBufferWriter<byte>(), 1000).Frames);
        Assert.True(subscription.IsBehind);
        return subscription;
    }
}
