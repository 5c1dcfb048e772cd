using System.Collections.Concurrent;
using Gateway.Metrics;
using Gateway.Shared.Hosting.Loops;
using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary>
/// Runs the send loops that were woken, one after the other on one thread-pool thread: a batch of the log that touches thousands
/// of connections costs one work item, not thousands. (The pattern of Kestrel's IOQueue.) No two loops of a queue run at once.
/// Before some of them run, all that they will need is read: with thousands of connections none of it is in the cache, and so the
/// misses of several overlap (measured: 7% of the CPU time of a delivery to 5,000 clients). A queue that is busy rests between two laps: <see cref="SendPace"/>.
/// </summary>
internal sealed class SendQueue : IThreadPoolWorkItem
{
    // So few that what was read for the last is still in the cache when it runs.
    private const int LoopsAtOnce = 16;

    private readonly ConcurrentQueue<SendLoop> _woken = new();
    private readonly SendLoop[] _next = new SendLoop[LoopsAtOnce];
    private readonly SendPace? _pace;
    private readonly ITimer? _rest;
    private readonly LoopState? _state;
    private int _scheduled;
    private int _taken;

    // Its number, and how many loops have run in it.
    private int _lap = 1;
    private int _ran;

    /// <summary>A queue that rests as <paramref name="pace"/> says; null: never. Its failures are told to <paramref name="state"/>.</summary>
    public SendQueue(SendPace? pace = null, LoopState? state = null)
    {
        _pace = pace;
        _state = state;
        _rest = pace?.Time.CreateTimer(static queue => ((SendQueue)queue!).Execute(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What its loops count. Theirs.</summary>
    public DeliveryTally Tally { get; } = new();

    /// <summary>Has the loop run soon.</summary>
    public void Schedule(SendLoop loop)
    {
        _woken.Enqueue(loop);
        if (Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => Execute();

    private void Execute()
    {
        try
        {
            EmptyWhileScheduled();
            _state?.Succeeded();
        }
        catch (Exception failure) when (_state is not null)
        {
            // On the thread pool it would end the process. It stays scheduled, and takes up what is left.
            _ = ResumeAsync(_state.Failed(failure));
        }
    }

    private async Task ResumeAsync(TimeSpan pause)
    {
        await Task.Delay(pause);
        Execute();
    }

    private void EmptyWhileScheduled()
    {
        do
        {
            if (!TryEmpty()) return;
            // The exchange is a full fence: either this thread sees what was enqueued meanwhile, or the other sees 0 and schedules.
            Interlocked.Exchange(ref _scheduled, 0);
        }
        while (!_woken.IsEmpty && Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0);
    }

    // False if it rests first; it stays scheduled, and the timer goes on.
    private bool TryEmpty()
    {
        _pace?.Resume();
        while (TakeNext() is { Length: > 0 } next)
        {
            foreach (var loop in next) loop.Preload();
            if (Rest(next)) return false;
            Run(next);
        }
        _pace?.Pause();
        Tally.Publish();
        return true;
    }

    // Those that were taken before it rested are still there.
    private Span<SendLoop> TakeNext()
    {
        while (_taken < LoopsAtOnce && _woken.TryDequeue(out var loop)) _next[_taken++] = loop;
        return _next.AsSpan(0, _taken);
    }

    // Only between two laps.
    private bool Rest(ReadOnlySpan<SendLoop> next)
    {
        if (_pace is null || !HasRun(next)) return false;
        var rest = _pace.EndLap(_ran, Tally.TotalBytes);
        _lap++;
        _ran = 0;
        if (rest == TimeSpan.Zero) return false;
        Tally.Publish();
        return _rest!.Change(rest, Timeout.InfiniteTimeSpan);
    }

    private bool HasRun(ReadOnlySpan<SendLoop> next)
    {
        foreach (var loop in next)
            if (loop.Lap == _lap) return true;
        return false;
    }

    private void Run(Span<SendLoop> loops)
    {
        foreach (var loop in loops)
        {
            loop.Lap = _lap;
            loop.Continue();
        }
        _ran += loops.Length;
        _taken = 0;
        loops.Clear();
    }
}

/// <summary>As many queues as there are cores; connections are dealt to them in turn.</summary>
internal sealed class SendQueues(IOptions<GatewayOptions> options, TimeProvider time, LoopHealth? health = null)
{
    private readonly SendQueue[] _queues =
        [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new SendQueue(new SendPace(time, options.Value.GatherTime), health?.Add("send_queue")))];

    private int _next;

    /// <summary>The queue of the next connection.</summary>
    public SendQueue Next() => _queues[(uint)Interlocked.Increment(ref _next) % (uint)_queues.Length];
}
