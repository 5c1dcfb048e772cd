using Confluent.Kafka;
using Gateway.Shared.Hosting;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Shared.Kafka;

/// <summary>
/// Asks Kafka once a second, while partitions are away, who leads them: by way of the producer's own connections, so that an answer means that these are back. No
/// publish waits meanwhile. Also logs when Kafka went away and when it is back, a line each.
/// </summary>
internal sealed partial class AwayWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly AwayPartitions _away;
    private readonly IAdminClient _admin;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly WorkerThread _thread = new("away_watch");
    private readonly Lock _gate = new();
    private long _since;
    private int _isAsking;
    private bool _isDisposed;

    public AwayWatch(AwayPartitions away, Handle producer, TimeProvider time, ILogger log)
    {
        (_away, _time, _log) = (away, time, log);
        _admin = new DependentAdminClientBuilder(producer).Build();
        _timer = time.CreateTimer(_ => Begin(), null, System.Threading.Timeout.InfiniteTimeSpan, System.Threading.Timeout.InfiniteTimeSpan);
        away.Changed = OnChanged;
    }

    /// <summary>Before the producer is disposed of: waits for a question that is under way.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _thread.Dispose();
        lock (_gate)
        {
            _isDisposed = true;
            _admin.Dispose();
        }
    }

    private void OnChanged(bool isAway)
    {
        _timer.Change(isAway ? Interval : System.Threading.Timeout.InfiniteTimeSpan, Interval);
        if (isAway)
        {
            _since = _time.GetTimestamp();
            LogAway();
        }
        else LogBack((int)_time.GetElapsedTime(_since).TotalSeconds);
    }

    // One question at a time: while one is under way the next is left out.
    private void Begin()
    {
        if (Interlocked.Exchange(ref _isAsking, 1) != 0) return;
        try
        {
            _thread.RunAsync(Ask);
        }
        catch (ObjectDisposedException)
        {
            // The service stops.
        }
    }

    private void Ask()
    {
        try
        {
            foreach (var topic in _away.Unknown.GroupBy(partition => partition.Topic).ToList())
                lock (_gate)
                    if (!_isDisposed) Ask(topic.Key, topic.ToHashSet());
        }
        catch (KafkaException failure)
        {
            KafkaMetrics.Failed(failure.Error);
            // It is away still, and all topics are asked about again.
        }
        finally
        {
            Volatile.Write(ref _isAsking, 0);
        }
    }

    private void Ask(string topic, HashSet<TopicPartition> away)
    {
        var answer = _admin.GetMetadata(topic, Timeout);
        KafkaMetrics.Asked(answered: true);
        foreach (var found in answer.Topics)
            foreach (var partition in found.Partitions)
                if (partition.Leader >= 0 && away.Contains(new TopicPartition(found.Topic, partition.PartitionId)))
                    _away.Found(new TopicPartition(found.Topic, partition.PartitionId));
    }

    [LoggerMessage(1112, LogLevel.Warning, "Kafka does not take events any more in time; publishes are refused until it answers again.")]
    private partial void LogAway();

    [LoggerMessage(1113, LogLevel.Information, "Kafka takes events again, {Seconds} s after it did not.")]
    private partial void LogBack(int seconds);
}
