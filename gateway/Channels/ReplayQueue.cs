using Gateway.Shared.Positions;

namespace Gateway.Channels;

/// <summary>
/// The subscriptions that are behind their window and wait for a <see cref="ReplayPass"/> through the log, by partition, in the
/// order in which they came. Safe from any thread.
/// </summary>
internal sealed class ReplayQueue(TimeProvider time)
{
    /// <summary>How far ahead of a pass a subscription may stand and still wait for it, in offsets: reading that much takes well under a second.</summary>
    public const long Reach = 50_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<PartitionId, List<Waiting>> _waiting = [];
    private readonly ManualResetEventSlim _added = new();
    private int _behind;
    private long _fellBehind;

    /// <summary>How many subscriptions are behind their window: they wait, or read a pass.</summary>
    public int Behind => Volatile.Read(ref _behind);

    /// <summary>How many ever fell behind.</summary>
    public long FellBehind => Volatile.Read(ref _fellBehind);

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _waiting.Values.Sum(list => list.Count);
        }
    }

    /// <summary>Adds a subscription.</summary>
    public void Add(Subscription subscription)
    {
        lock (_gate)
        {
            var partition = subscription.Channel.Window.Id;
            if (!_waiting.TryGetValue(partition, out var list)) _waiting.Add(partition, list = []);
            list.Add(new Waiting(subscription, time.GetTimestamp()));
        }
        _added.Set();
    }

    /// <summary>Counts those that fall behind their window, or are no longer.</summary>
    public void CountBehind(int more)
    {
        Interlocked.Add(ref _behind, more);
        if (more > 0) Interlocked.Add(ref _fellBehind, more);
    }

    /// <summary>Blocks until something may wait, at most for this long.</summary>
    public void Wait(TimeSpan timeout)
    {
        _added.Wait(timeout);
        _added.Reset();
    }

    /// <summary>
    /// Takes those with which a new pass begins, of a partition that is not excepted: the one that has waited
    /// longest, and all within <see cref="Reach"/> of the earliest that is near it. Null if nobody waits.
    /// </summary>
    public List<Subscription>? TakeFirst(Predicate<PartitionId> except)
    {
        lock (_gate)
        {
            List<Waiting>? first = null;
            foreach (var (partition, list) in _waiting)
                if (!except(partition) && (first is null || list[0].Since < first[0].Since)) first = list;
            if (first is null) return null;
            var near = first[0].Subscription.Cursor - Reach;
            return Take(first, first.Where(waiting => waiting.Subscription.Cursor >= near).Min(waiting => waiting.Subscription.Cursor));
        }
    }

    /// <summary>Takes those that can join a pass that stands at <paramref name="head"/>; null if there are none.</summary>
    public List<Subscription>? TakeNear(PartitionId partition, long head)
    {
        lock (_gate) return _waiting.TryGetValue(partition, out var list) ? Take(list, head) : null;
    }

    /// <summary>Whether somebody has waited for so long for the partition.</summary>
    public bool IsWaitedFor(PartitionId partition, TimeSpan since)
    {
        lock (_gate) return _waiting.TryGetValue(partition, out var list) && time.GetElapsedTime(list[0].Since) >= since;
    }

    private List<Subscription>? Take(List<Waiting> list, long from)
    {
        bool IsNear(Waiting waiting) => waiting.Subscription.Cursor - from is >= 0 and <= Reach;
        var near = list.FindAll(IsNear).ConvertAll(waiting => waiting.Subscription);
        if (near.Count == 0) return null;
        list.RemoveAll(IsNear);
        if (list.Count == 0) _waiting.Remove(near[0].Channel.Window.Id);
        return near;
    }

    private readonly record struct Waiting(Subscription Subscription, long Since);
}
