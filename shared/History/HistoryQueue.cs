using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;

namespace Gateway.Shared.History;

/// <summary>
/// What waits for a <see cref="HistoryReader"/>. Topics, and so apps, take turns: who asks much waits longer, not the others. Those
/// who ask for the same, or for the last events of one partition, share one reading. Safe from any thread.
/// </summary>
public sealed class HistoryQueue
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<HistoryJob>> _topics = [];
    private readonly Queue<string> _turns = [];
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

    /// <summary>Waits for a job; nobody can share it any more.</summary>
    /// <exception cref="OperationCanceledException">The service stops.</exception>
    internal HistoryJob Take(CancellationToken stopping)
    {
        _added.Wait(stopping);
        lock (_gate)
        {
            var topic = _turns.Dequeue();
            var jobs = _topics[topic];
            var job = jobs.Dequeue();
            HistoryMetrics.Waiting.Dec();
            if (jobs.Count > 0) _turns.Enqueue(topic);
            else _topics.Remove(topic);
            if (job is HistoryJob.Find find) _finds.Remove((find.Partition, find.Start));
            if (job is HistoryJob.Last) _lasts.Remove(job.Partition);
            return job;
        }
    }

    /// <summary>Answers null to all who wait and will come.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var job in _topics.Values.SelectMany(jobs => jobs)) job.Fail();
        }
    }

    private void Add(HistoryJob job)
    {
        if (_closed)
        {
            job.Fail();
            return;
        }
        var topic = job.Partition.Topic;
        if (!_topics.TryGetValue(topic, out var jobs))
        {
            _topics.Add(topic, jobs = []);
            _turns.Enqueue(topic);
        }
        jobs.Enqueue(job);
        HistoryMetrics.Waiting.Inc();
        _added.Release();
    }
}
