using Gateway.Tests.Faults.Report;

namespace Gateway.Tests.Faults.Faults;

/// <summary>Which fault went on from when to when.</summary>
internal sealed class FaultJournal(RunClock clock, RunLog log)
{
    private readonly Lock _gate = new();
    private readonly List<(Fault Fault, TimeSpan Begun, TimeSpan? Healed)> _entries = [];

    /// <summary>How many faults were injected, by kind.</summary>
    public IReadOnlyList<(FaultKind Kind, int Count)> Counts
    {
        get
        {
            lock (_gate) return [.. _entries.GroupBy(entry => entry.Fault.Kind).OrderBy(kind => kind.Key).Select(kind => (kind.Key, kind.Count()))];
        }
    }

    /// <summary>Notes that a fault begins; what is called when it is healed.</summary>
    public Action Begin(Fault fault)
    {
        int index;
        lock (_gate)
        {
            index = _entries.Count;
            _entries.Add((fault, clock.Now, null));
        }
        log.Write($"fault: {fault}");
        return () =>
        {
            lock (_gate) _entries[index] = _entries[index] with { Healed = clock.Now };
            log.Write($"healed: {fault}");
        };
    }

    /// <summary>The faults that went on at that time, or shortly before.</summary>
    public IEnumerable<string> Around(TimeSpan time)
    {
        var margin = TimeSpan.FromSeconds(10);
        lock (_gate)
        {
            return [.. _entries
                .Where(entry => entry.Begun - TimeSpan.FromSeconds(2) <= time && time <= (entry.Healed ?? TimeSpan.MaxValue - margin) + margin)
                .Select(entry => $"{entry.Fault} from {RunClock.Text(entry.Begun)} to {(entry.Healed is { } healed ? RunClock.Text(healed) : "the end")}")];
        }
    }
}
