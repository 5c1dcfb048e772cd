using System.Buffers;
using System.Buffers.Binary;
using Gateway.Channels;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Channels;

/// <summary>Pulling takes no lock: pullers that never pause, against an appender whose every frame opens a segment and evicts one.</summary>
public sealed class WindowThreadsTests
{
    private const int Records = 40_000;
    private const int FrameBytes = 33_000;
    private const int Lap = 200;
    private static readonly byte[][] Names = ["a"u8.ToArray(), "b"u8.ToArray()];

    private readonly int[] _events = new int[Names.Length];
    private readonly int[] _lastLap = new int[Names.Length];

    [Fact]
    public async Task Pull_WhileSegmentsComeAndGo_GivesAllOrTellsExactlyWhatIsGone()
    {
        var window = new PartitionWindow(new PartitionId("streams", 0, 1));
        window.Open(-1);
        var pulling = Names.Select((name, i) => (name, i)).Select(of => Task.Factory.StartNew(
            () => Pull(window, window.Subscribe(of.name, null, new CallbackSubscriber())!, of.i), TaskCreationOptions.LongRunning)).ToArray();
        var appending = Task.Factory.StartNew(() => Append(window, pulling), TaskCreationOptions.LongRunning);
        await await Task.WhenAny([.. pulling, appending]);
        await Task.WhenAll(pulling);
        Assert.All(_events, count => Assert.InRange(count, 100, Records));
    }

    private void Append(PartitionWindow window, Task[] pulling)
    {
        var frame = new byte[FrameBytes];
        for (var offset = 0L; offset < Records && !Array.Exists(pulling, task => task.IsFaulted); offset++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(frame, offset);
            BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(FrameBytes - 8), offset);
            // Nobody subscribes at the very first: these records are passed over.
            if (window.Accept(Names[offset % 2], offset) is { } channel)
                window.Append(channel, new Gateway.Channels.Record(offset, 0, default), frame, maxBytes: 500_000);
            if (offset % Lap == Lap - 1) WaitForPulls(pulling);
        }
    }

    // On a busy machine the appender could be done before a puller has run at all.
    private void WaitForPulls(Task[] pulling)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            SpinWait.SpinUntil(() => Volatile.Read(ref _events[i]) != _lastLap[i] || pulling[i].IsCompleted);
            _lastLap[i] = Volatile.Read(ref _events[i]);
        }
    }

    private void Pull(PartitionWindow window, Subscription subscription, int channel)
    {
        var output = new ArrayBufferWriter<byte>(4 * FrameBytes);
        var seen = subscription.Cursor;
        while (Next(seen, channel) < Records)
        {
            output.ResetWrittenCount();
            var result = subscription.Pull(output, 2 * FrameBytes);
            if (result.HasGap) seen = CheckGap(window, seen, result.GapFrom, subscription.Cursor, channel);
            for (var frames = output.WrittenSpan; !frames.IsEmpty; frames = frames[FrameBytes..], Interlocked.Increment(ref _events[channel]))
            {
                var offset = BinaryPrimitives.ReadInt64LittleEndian(frames);
                Check(offset == Next(seen, channel), $"{offset} comes after {seen}");
                Check(BinaryPrimitives.ReadInt64LittleEndian(frames[(FrameBytes - 8)..]) == offset, $"{offset} is torn");
                seen = offset;
            }
        }
    }

    private static long CheckGap(PartitionWindow window, long seen, long from, long to, int channel)
    {
        Check(from == seen && Next(seen, channel) <= to, $"needless gap {from} to {to} after {seen}");
        for (var lost = Next(seen, channel); lost <= to; lost = Next(lost, channel))
            Check(!window.Segments.TryFind(lost, out _, out _), $"gap {from} to {to} swallows {lost}");
        return to;
    }

    private static long Next(long offset, int channel) => offset + 1 + ((offset + 1 + channel) & 1);

    private static void Check(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }
}
