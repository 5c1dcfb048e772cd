using Gateway.Connections;
using Gateway.Connections.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Connections;

public sealed class SendQueueRestTests
{
    private const int Loops = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MuchWork = TimeSpan.FromMilliseconds(3);
    private static readonly byte[] Frame = FrameHeader.Frame(Opcode.Pong, []);

    private readonly WatchedTime _time = new();
    private readonly List<Work> _work = [];
    private readonly List<SendLoop> _loops = [];

    [Fact]
    public async Task Lap_AfterOneOfMuchWork_BeginsWhenTheQueueHasRested()
    {
        await FirstLapAsync(MuchWork);
        var next = _work[0].NextFlush();
        _loops[0].Send(Frame);
        Assert.Equal(Loops * MuchWork, await _time.Armed.WaitAsync(Patience));
        // Those that are woken meanwhile wait with it.
        var other = _work[1].NextFlush();
        _loops[1].Send(Frame);
        _time.Advance(Loops * MuchWork - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted || other.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(next, other).WaitAsync(Patience);
    }

    [Fact]
    public async Task Lap_AfterOneOfLittleWork_BeginsAtOnce()
    {
        await FirstLapAsync(TimeSpan.FromMilliseconds(1));
        for (var lap = 0; lap < 5; lap++)
        {
            for (var i = 0; i < Loops; i++)
            {
                var flush = _work[i].NextFlush();
                _loops[i].Send(Frame);
                await flush.WaitAsync(Patience);
            }
        }
        Assert.False(_time.Armed.IsCompleted);
    }

    // Each loop has work before it is started, and so runs just once: the lap begins with the first of them.
    private async Task FirstLapAsync(TimeSpan work)
    {
        var queue = new SendQueue(new SendPace(_time, TimeSpan.FromMilliseconds(25)));
        for (var i = 0; i < Loops; i++)
        {
            _work.Add(new Work(_time, work));
            _loops.Add(new SendLoop(new FlushWriter(_work[i].Flush), queue, _time));
            _loops[i].Send(Frame);
            var flush = _work[i].NextFlush();
            _ = _loops[i].RunAsync();
            await flush.WaitAsync(Patience);
        }
    }

    /// <summary>Takes time for each flush.</summary>
    private sealed class Work(FakeTimeProvider time, TimeSpan each)
    {
        private TaskCompletionSource _flushed = new();

        public Task NextFlush() => (_flushed = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public void Flush()
        {
            time.Advance(each);
            _flushed.TrySetResult();
        }
    }

    /// <summary>Tells for how long the first timer is armed.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource<TimeSpan> _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TimeSpan> Armed => _armed.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new WatchedTimer(base.CreateTimer(callback, state, dueTime, period), _armed);

        private sealed class WatchedTimer(ITimer timer, TaskCompletionSource<TimeSpan> armed) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                var changed = timer.Change(dueTime, period);
                armed.TrySetResult(dueTime);
                return changed;
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
