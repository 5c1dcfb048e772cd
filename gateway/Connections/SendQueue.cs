using System.Collections.Concurrent;
using Gateway.Metrics;

namespace Gateway.Connections;

/// <summary>
/// Runs the send loops that were woken, one after the other on one thread-pool thread: a batch of the log that touches thousands
/// of connections costs one work item, not thousands. (The pattern of Kestrel's IOQueue.) No two loops of a queue run at once.
/// Before some of them run, all that they will need is read: with thousands of connections none of it is in the cache, and so the
/// misses of several overlap (measured: 7% of the CPU time of a delivery to 5,000 clients).
/// </summary>
internal sealed class SendQueue : IThreadPoolWorkItem
{
    // So few that what was read for the last is still in the cache when it runs.
    private const int LoopsAtOnce = 16;

    private readonly ConcurrentQueue<SendLoop> _woken = new();
    private readonly SendLoop[] _next = new SendLoop[LoopsAtOnce];
    private int _scheduled;

    /// <summary>What its loops count. Theirs.</summary>
    public DeliveryTally Tally { get; } = new();

    /// <summary>Has the loop run soon.</summary>
    public void Schedule(SendLoop loop)
    {
        _woken.Enqueue(loop);
        if (Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            while (TakeNext() is { Length: > 0 } next) Run(next);
            Tally.Publish();
            // The exchange is a full fence: either this thread sees what was enqueued meanwhile, or the other sees 0 and schedules.
            Interlocked.Exchange(ref _scheduled, 0);
        }
        while (!_woken.IsEmpty && Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0);
    }

    private Span<SendLoop> TakeNext()
    {
        var count = 0;
        while (count < LoopsAtOnce && _woken.TryDequeue(out var loop)) _next[count++] = loop;
        return _next.AsSpan(0, count);
    }

    private static void Run(Span<SendLoop> loops)
    {
        foreach (var loop in loops) loop.Preload();
        foreach (var loop in loops) loop.Continue();
        loops.Clear();
    }
}

/// <summary>As many queues as there are cores; connections are dealt to them in turn.</summary>
internal sealed class SendQueues
{
    private readonly SendQueue[] _queues = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new SendQueue())];
    private int _next;

    /// <summary>The queue of the next connection.</summary>
    public SendQueue Next() => _queues[(uint)Interlocked.Increment(ref _next) % (uint)_queues.Length];
}
