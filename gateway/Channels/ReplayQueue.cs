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

    // So long those who come are left to a pass of their partition that may be able to serve them.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<PartitionId, List<Waiting>> _waiting = [];

    // Subscriptions that were ended while they were behind, since the lists were last cleared of such.
    private int _left;
    private readonly Dictionary<PartitionId, int> _passes = [];
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

    /// <summary>Adds a subscription, unless it was ended.</summary>
    public void Add(Subscription subscription)
    {
        lock (_gate)
        {
            if (subscription.IsClosed) return;
            var partition = subscription.Channel.Window.Id;
            if (!_waiting.TryGetValue(partition, out var list)) _waiting.Add(partition, list = []);
            list.Add(new Waiting(subscription, time.GetTimestamp()));
        }
        _added.Set();
    }

    /// <summary>Notes that a subscription was ended while it was behind. Those that have left are let go together, as soon as they may be half of all: each costs little.</summary>
    public void Left(Subscription subscription)
    {
        lock (_gate)
            if (_waiting.ContainsKey(subscription.Channel.Window.Id) && ++_left > _waiting.Values.Sum(list => list.Count) / 2) LetGo();
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
    /// longest, and all within <see cref="Reach"/> of the earliest that is near it. Null if nobody waits. The partition counts as read until <see cref="Ended"/>.
    /// </summary>
    public List<Subscription>? TakeFirst(Predicate<PartitionId> except)
    {
        lock (_gate)
        {
            if (_left > 0) LetGo();
            List<Waiting>? first = null;
            foreach (var (partition, list) in _waiting)
                if (!except(partition) && !IsLeftToOthers(partition, list[0]) && (first is null || list[0].Since < first[0].Since)) first = list;
            if (first is null) return null;
            var near = first[0].Subscription.Cursor - Reach;
            var from = first.Where(waiting => waiting.Subscription.Cursor >= near).Min(waiting => waiting.Subscription.Cursor);
            var taken = Take(first, subscription => subscription.Cursor - from is >= 0 and <= Reach)!;
            var read = taken[0].Channel.Window.Id;
            _passes[read] = _passes.GetValueOrDefault(read) + 1;
            return taken;
        }
    }

    /// <summary>Takes those that can join a pass; null if there are none.</summary>
    public List<Subscription>? TakeFor(ReplayPass pass)
    {
        lock (_gate) return _waiting.TryGetValue(pass.Partition, out var list) ? Take(list, pass.CanServe) : null;
    }

    /// <summary>Notes that the pass of the partition is over, or could not begin.</summary>
    public void Ended(PartitionId partition)
    {
        lock (_gate)
            if (--_passes[partition] == 0) _passes.Remove(partition);
    }

    /// <summary>Whether somebody has waited for so long for the partition.</summary>
    public bool IsWaitedFor(PartitionId partition, TimeSpan since)
    {
        lock (_gate) return _waiting.TryGetValue(partition, out var list) && time.GetElapsedTime(list[0].Since) >= since;
    }

    private void LetGo()
    {
        _left = 0;
        foreach (var (partition, list) in _waiting)
        {
            list.RemoveAll(waiting => waiting.Subscription.IsClosed);
            if (list.Count == 0) _waiting.Remove(partition);
        }
    }

    private bool IsLeftToOthers(PartitionId partition, Waiting waiting) => _passes.ContainsKey(partition) && time.GetElapsedTime(waiting.Since) < Grace;

    private List<Subscription>? Take(List<Waiting> list, Predicate<Subscription> wanted)
    {
        var taken = new List<Subscription>();
        list.RemoveAll(waiting =>
        {
            if (!wanted(waiting.Subscription)) return false;
            taken.Add(waiting.Subscription);
            return true;
        });
        if (taken.Count == 0) return null;
        if (list.Count == 0) _waiting.Remove(taken[0].Channel.Window.Id);
        return taken;
    }

    private readonly record struct Waiting(Subscription Subscription, long Since);
}
