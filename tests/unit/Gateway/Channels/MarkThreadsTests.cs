using System.Buffers;
using System.Diagnostics;
using Gateway.Channels;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Channels;

/// <summary>The moment that loses wake-ups: a mark while the subscription is being pulled.</summary>
public sealed class MarkThreadsTests
{
    private const int Rounds = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PartitionWindow _window = new(new PartitionId("streams", 0, 1));
    private readonly Subscription _subscription;
    private int _woken;
    private long _cursor = -1;
    private volatile bool _ends;

    public MarkThreadsTests()
    {
        _window.Open(-1);
        _subscription = _window.Subscribe("a"u8.ToArray(), null, new CallbackSubscriber(() => Interlocked.Exchange(ref _woken, 1)))!;
        _subscription.Activate();
    }

    [Fact]
    public async Task Mark_WhileThePullIsOn_IsNeverLost()
    {
        var pulling = Task.Factory.StartNew(Pull, TaskCreationOptions.LongRunning);
        try
        {
            await Task.Factory.StartNew(() => Append(pulling), TaskCreationOptions.LongRunning);
        }
        finally
        {
            _ends = true;
        }
        await pulling;
    }

    // Two marks close to each other, at a distance that differs, then nothing until all is seen.
    private void Append(Task pulling)
    {
        var random = new Random(1);
        var wakes = new List<Subscriber>();
        for (var offset = 0L; offset < 2 * Rounds; offset += 2)
        {
            AppendOne(offset, wakes);
            for (var pause = random.Next(60); pause > 0; pause--) Thread.SpinWait(1);
            AppendOne(offset + 1, wakes);
            var started = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref _cursor) < offset + 1 && !pulling.IsCompleted)
                if (Stopwatch.GetElapsedTime(started) > Patience) throw new InvalidOperationException($"The mark of {offset} or the next is lost.");
        }
    }

    private void AppendOne(long offset, List<Subscriber> wakes)
    {
        _window.Append(_window.Accept("a"u8, offset)!, new Gateway.Channels.Record(offset, 0, default), "frame"u8, 1 << 20);
        _window.Mark(wakes);
        foreach (var subscriber in wakes) subscriber.Wake();
        wakes.Clear();
    }

    private void Pull()
    {
        var output = new ArrayBufferWriter<byte>();
        while (!_ends)
        {
            if (Interlocked.Exchange(ref _woken, 0) == 0) continue;
            while (_subscription.Subscriber.TakePending() is { } pending)
            {
                var before = pending.Cursor;
                var result = pending.Pull(output, 1 << 16);
                if (result.HasGap || result.Frames != pending.Cursor - before) throw new InvalidOperationException($"{before} to {pending.Cursor} in {result.Frames} frames");
                Volatile.Write(ref _cursor, pending.Cursor);
                output.ResetWrittenCount();
            }
        }
    }
}
