using System.Buffers;
using System.Diagnostics;
using Gateway.Channels;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Channels;

/// <summary>Subscriptions that are overtaken by their window, as all of a node are when it is offered more than it can deliver.</summary>
public sealed class FallenOutTests
{
    private const int Subscriptions = 10_000;
    private const int Records = 60_000;
    private const int FrameBytes = 200;
    private const long WindowBytes = 16 << 20;
    private static readonly byte[] Name = "a"u8.ToArray();

    // A walk through the whole window takes milliseconds (10,000 of them took 139 s); this takes some in all.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    [Fact]
    public void Pull_OfThousandsThatFellOut_TellsEachWithoutAWalkThroughTheWindow()
    {
        var window = new PartitionWindow(new PartitionId("streams", 0, 1));
        window.Open(-1);
        var subscriptions = Enumerable.Range(0, Subscriptions).Select(_ => window.Subscribe(Name, null, new CallbackSubscriber())!).ToList();
        Fill(window);
        var output = new ArrayBufferWriter<byte>(FrameBytes);
        var started = Stopwatch.GetTimestamp();
        var results = subscriptions.ConvertAll(subscription => subscription.Pull(output, FrameBytes));
        var taken = Stopwatch.GetElapsedTime(started);

        Assert.All(results, result => Assert.True(result.HasGap));
        var lost = subscriptions[0].Cursor;
        Assert.InRange(lost, 1, Records - 2);
        Assert.True(window.Segments.TryFind(lost + 1, out _, out _));
        Assert.False(window.Segments.TryFind(lost, out _, out _));
        Assert.All(subscriptions, subscription => Assert.Equal(lost, subscription.Cursor));
        Assert.InRange(taken, TimeSpan.Zero, Limit);
    }

    private static void Fill(PartitionWindow window)
    {
        var frame = new byte[FrameBytes];
        for (var offset = 0; offset < Records; offset++)
            window.Append(window.Accept(Name, offset)!, new Gateway.Channels.Record(offset, 0, default), frame, WindowBytes);
    }
}
