using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;

namespace Gateway.Shared.History;

/// <summary>
/// What waits for a <see cref="HistoryReader"/>. Apps take turns: an app that asks much waits longer, not the others. Those
/// who ask for the same, or for the last events of one partition, share one reading. Safe from any thread.
/// </summary>
/// <param name="share">How many jobs of one app are carried out at a time. The others then find a reader free: a search of much takes seconds.</param>
public sealed class HistoryQueue(int share = int.MaxValue)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AppJobs> _apps = [];
    private readonly Queue<AppJobs> _turns = [];
    private readonly Dictionary<(PartitionId, StartPoint), HistoryJob.Find> _finds = [];
    private readonly Dictionary<PartitionId, HistoryJob.Last> _lasts = [];
    private readonly SemaphoreSlim _added = new(0);
    private bool _closed;

    /// <summary>Where the start point lies; null if Kafka does not answer.</summary>
    public Task<FoundStart?> FindAsync(PartitionId partition, StartPoint start)
    {
        lock (_gate)
        {
            if (!_finds.TryGetValue((partition, start), out var job)) Add(_finds[(partition, start)] = job = new HistoryJob.Find(partition, start));
            return job.Answer.Task;
        }
    }

    /// <summary>Where the channel's last events begin; null if Kafka does not answer.</summary>
    public Task<FoundLast?> LastAsync(PartitionId partition, byte[] channel, int count)
    {
        lock (_gate)
        {
            if (_closed) return Task.FromResult<FoundLast?>(null);
            if (!_lasts.TryGetValue(partition, out var job)) Add(_lasts[partition] = job = new HistoryJob.Last(partition));
            return job.Add(channel, count);
        }
    }

    /// <summary>Gives the channel's records, or those of all if it is null, after an offset to <paramref name="take"/>, within the bounds of <see cref="HistoryOptions"/>; null if Kafka does not answer.</summary>
    public Task<HistoryRead?> ReadAsync(PartitionId partition, byte[]? channel, long after, TakeRecord take, CancellationToken abandoned)
    {
        var job = new HistoryJob.Read(partition, channel, after, take, abandoned);
        lock (_gate) Add(job);
        return job.Answer.Task;
    }

    /// <summary>Waits for a job; nobody can share it any more. It counts for its app until <see cref="Done"/>.</summary>
    /// <exception cref="OperationCanceledException">The service stops.</exception>
    internal HistoryJob Take(CancellationToken stopping)
    {
        _added.Wait(stopping);
        lock (_gate)
        {
            var app = _turns.Dequeue();
            // Somewhere there is one that may: so many are let through.
            for (; app.Running >= share; app = _turns.Dequeue()) _turns.Enqueue(app);
            var job = app.Waiting.Dequeue();
            app.Running++;
            HistoryMetrics.Waiting.Dec();
            if (app.Waiting.Count > 0) _turns.Enqueue(app);
            if (job is HistoryJob.Find find) _finds.Remove((find.Partition, find.Start));
            if (job is HistoryJob.Last) _lasts.Remove(job.Partition);
            return job;
        }
    }

    /// <summary>A job that was taken has been carried out.</summary>
    internal void Done(HistoryJob job)
    {
        lock (_gate)
        {
            var name = AppOf(job.Partition.Topic);
            var app = _apps[name];
            app.Running--;
            // One of its that had to stay behind may come.
            if (app.Waiting.Count > share - app.Running - 1) _added.Release();
            if (app is { Running: 0, Waiting.Count: 0 }) _apps.Remove(name);
        }
    }

    /// <summary>Answers null to all who wait and will come.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var job in _apps.Values.SelectMany(app => app.Waiting)) job.Fail();
        }
    }

    private void Add(HistoryJob job)
    {
        if (_closed)
        {
            job.Fail();
            return;
        }
        var name = AppOf(job.Partition.Topic);
        if (!_apps.TryGetValue(name, out var app)) _apps.Add(name, app = new AppJobs());
        if (app.Waiting.Count == 0) _turns.Enqueue(app);
        app.Waiting.Enqueue(job);
        HistoryMetrics.Waiting.Inc();
        if (app.Waiting.Count <= share - app.Running) _added.Release();
    }

    // An app's topics differ in what follows the last dot, and its name holds none.
    private static string AppOf(string topic) => topic.LastIndexOf('.') is var dot and > 0 ? topic[..dot] : topic;

    private sealed class AppJobs
    {
        public Queue<HistoryJob> Waiting { get; } = new();

        public int Running { get; set; }
    }
}
