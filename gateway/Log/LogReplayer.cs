using Confluent.Kafka;
using Gateway.Channels;
using Gateway.Metrics;
using Gateway.Protocols.Json;
using Gateway.Shared.Hosting;

namespace Gateway.Log;

/// <summary>
/// Reads the log again for those that are behind, on a thread and a consumer of its own, so that live delivery does not feel it:
/// one <see cref="ReplayPass"/> at a time for a partition, shared by all who can join it.
/// </summary>
internal sealed partial class LogReplayer(ReplayQueue queue, LogConsumer consumer, ReplayLimits limits, TimeProvider time, ILogger<LogReplayer> log)
    : BackgroundService
{
    private const int MaxBatch = 1000;
    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BusyPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<PartitionId, ReplayPass> _passes = [];
    private readonly Dictionary<(string Topic, int Partition), PassPace> _paces = [];
    private readonly List<PartitionId> _ended = [];
    private readonly List<Subscriber> _wakes = [];
    private readonly EventEncoder _encoder = new();
    private long? _failedAt;

    public override void Dispose()
    {
        consumer.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => DedicatedThread.RunAsync(() => Run(stoppingToken));

    private void Run(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            if (_passes.Count == 0) queue.Wait(IdlePoll);
            Begin();
            if (_passes.Count > 0) ReadBatch();
            Serve();
        }
    }

    private void Begin()
    {
        if (_failedAt is { } failedAt && time.GetElapsedTime(failedAt) < RetryAfter) return;
        while (_passes.Count < limits.Passes && queue.TakeFirst(_passes) is { } waiting) Begin(waiting);
    }

    private void Begin(List<Subscription> waiting)
    {
        var partition = waiting[0].Channel.Window.Id;
        if (LowOf(partition) is not { } low)
        {
            foreach (var subscription in waiting) queue.Add(subscription);
            return;
        }
        // Of the topic as it was before it was made anew.
        if (PassOf(partition.Topic, partition.Partition) is { } old) End(old.Pass.Partition);
        var start = Math.Max(low - 1, waiting.Min(subscription => subscription.Cursor));
        var pass = new ReplayPass(partition, start, limits.BytesOfPass);
        foreach (var subscription in waiting) pass.Join(subscription, _wakes);
        _passes.Add(partition, pass);
        _paces.Add((partition.Topic, partition.Partition), new PassPace(pass, consumer, queue, time));
        consumer.Assign(partition, start + 1);
        ReplayMetrics.Passes.Inc();
        LogBegun(partition.Topic, partition.Partition, start + 1, pass.Count);
    }

    private long? LowOf(PartitionId partition)
    {
        try
        {
            return consumer.RangeOf(partition).Low;
        }
        catch (KafkaException failure)
        {
            _failedAt = time.GetTimestamp();
            LogNoAnswer(partition.Topic, partition.Partition, failure.Error.Reason);
            return null;
        }
    }

    private void ReadBatch()
    {
        var timeout = BusyPoll;
        for (var i = 0; i < MaxBatch; i++, timeout = TimeSpan.Zero)
        {
            var record = consumer.Consume(timeout, out var failure);
            // An offset that is gone, a topic that is gone: a new pass begins where the log does.
            if (failure is { } failed && PassOf(failed.Topic, failed.Partition) is { } broken) broken.Pass.End(_wakes);
            if (record is null) return;
            if (PassOf(record.Topic, record.Partition.Value) is { } pace && Append(pace.Pass, record)) return;
        }
    }

    private PassPace? PassOf(string topic, int partition) => _paces.GetValueOrDefault((topic, partition));

    // True if the pass is full.
    private bool Append(ReplayPass pass, ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
    {
        if (record.IsPartitionEOF)
        {
            pass.AdvanceTo(record.Offset.Value - 1);
            return false;
        }
        ReplayMetrics.Read.Inc();
        if (pass.Accept(record.Message.Key.GetValueOrDefault().Span, record.Offset.Value) is not { } channel) return false;
        using var activity = RecordTracing.StartReceive(record);
        var kept = new Record(record.Offset.Value, record.Message.Timestamp.UnixTimestampMs, activity?.Context ?? default);
        return pass.Append(channel, kept, _encoder.Encode(pass.Partition, record));
    }

    private void Serve()
    {
        foreach (var (partition, pass) in _passes)
        {
            foreach (var subscription in queue.TakeNear(partition, pass.Head) ?? []) pass.Join(subscription, _wakes);
            pass.Mark(_wakes);
            if (_paces[(partition.Topic, partition.Partition)].Ends()) _ended.Add(partition);
        }
        foreach (var partition in _ended) End(partition);
        _ended.Clear();
        foreach (var subscriber in _wakes) subscriber.Wake();
        _wakes.Clear();
    }

    private void End(PartitionId partition)
    {
        _passes.Remove(partition, out var pass);
        _paces.Remove((partition.Topic, partition.Partition), out var pace);
        pace!.Continue();
        consumer.Unassign(partition);
        pass!.End(_wakes);
        LogEnded(partition.Topic, partition.Partition, pass.Head);
    }

    [LoggerMessage(3130, LogLevel.Debug, "Reading {Topic} [{Partition}] again from {Offset} on, for {Subscriptions} subscriptions.")]
    private partial void LogBegun(string topic, int partition, long offset, int subscriptions);

    [LoggerMessage(3131, LogLevel.Debug, "Read {Topic} [{Partition}] again up to {Offset}.")]
    private partial void LogEnded(string topic, int partition, long offset);

    [LoggerMessage(3132, LogLevel.Warning, "Kafka did not tell where {Topic} [{Partition}] begins: {Reason}")]
    private partial void LogNoAnswer(string topic, int partition, string reason);
}
