using System.IO.Pipelines;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Record = Gateway.Channels.Record;

namespace Gateway.Tests.Unit.Channels;

/// <summary>On its way from the log to the sockets a frame costs no memory but its place in the window: append, mark, pull, write.</summary>
public sealed class DeliveryAllocationTests
{
    private const long Bound = 1 << 20;
    private const int Subscribers = 30;
    private const int WarmUp = 2_000;

    // Fewer than a segment has room for.
    private const int Records = 200;

    // In turn, so that links are followed past the frames of others.
    private static readonly byte[][] Names = ["a"u8.ToArray(), "b"u8.ToArray(), "c"u8.ToArray()];

    private readonly PartitionWindow _window = new(new PartitionId("t", 0, 1));
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly List<Subscriber> _wakes = new(Subscribers);
    private readonly byte[] _frame = new byte[200];
    private readonly byte[] _deflated = new byte[50];
    private long _next;
    private int _frames;

    public DeliveryAllocationTests() => _window.Open(-1);

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, int.MaxValue)]
    [InlineData(true, 0)]
    public void Delivery_OfManyFramesToManySubscribers_AllocatesNothing(bool isConflated, int maxDeflated)
    {
        Subscribe(isConflated, maxDeflated);
        Assert.Equal(0, Allocated(Deliver));
        Assert.Equal(Records * Subscribers / Names.Length, _frames);
    }

    [Fact]
    public void Delivery_ThatAllocatesForEachRecord_WouldBeSeen()
    {
        Subscribe(isConflated: false, maxDeflated: 0);
        Assert.InRange(Allocated(() =>
        {
            Deliver();
            GC.KeepAlive(new object());
        }), Records * 16, Records * 64);
    }

    private void Subscribe(bool isConflated, int maxDeflated)
    {
        for (var i = 0; i < Subscribers; i++)
        {
            var subscription = _window.Subscribe(Names[i % Names.Length], null, new CallbackSubscriber { MaxDeflatedFrame = maxDeflated })!;
            if (isConflated) subscription.Conflation = new Conflation();
            subscription.Activate();
            // Nothing to pull yet: from here on it is marked.
            subscription.Subscriber.TakePending()!.Pull(_pipe.Writer, int.MaxValue);
        }
    }

    // Of the deliveries of so many records, within one segment, after all code has run and all buffers have grown.
    private long Allocated(Action deliver)
    {
        for (var i = 0; i < WarmUp; i++) deliver();
        for (var opened = _window.SegmentsOpened; _window.SegmentsOpened == opened;) deliver();
        _frames = 0;
        var segments = _window.SegmentsOpened;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Records; i++) deliver();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(segments, _window.SegmentsOpened);
        return allocated;
    }

    private void Deliver()
    {
        var offset = _next++;
        _window.Append(_window.Accept(Names[offset % Names.Length], offset)!, new Record(offset, 0, default), _frame, Bound, _deflated);
        _window.Mark(_wakes);
        foreach (var subscriber in _wakes) Pull(subscriber);
        _wakes.Clear();
    }

    // As the send loop does, and the socket after it.
    private void Pull(Subscriber subscriber)
    {
        _frames += subscriber.TakePending()!.Pull(_pipe.Writer, 64 << 10).Frames;
        var flushing = _pipe.Writer.FlushAsync();
        Assert.True(flushing.IsCompletedSuccessfully);
        Assert.True(_pipe.Reader.TryRead(out var read));
        _pipe.Reader.AdvanceTo(read.Buffer.End);
    }
}
