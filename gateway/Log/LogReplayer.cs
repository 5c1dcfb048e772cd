using Confluent.Kafka;
using Gateway.Channels;
using Gateway.Metrics;
using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;

namespace Gateway.Log;

/// <summary>
/// Reads the log again for those that are behind, on a thread and a consumer of its own, so that live delivery does not feel it:
/// one <see cref="ReplayPass"/> at a time for a partition, shared by all who can join it.
/// </summary>
internal sealed partial class LogReplayer(
    ReplayQueue queue,
    LogConsumer consumer,
    RecordEncoder encoder,
    ReplayLimits limits,
    TimeProvider time,
    ILogger<LogReplayer> log)
{
    private const int MaxBatch = 1000;

    // In offsets. Of those who lost their connections at once some had not got as far as the first to come back.
    private const int Earlier = 1000;

    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BusyPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    // Meanwhile the passes of other partitions wait.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string Topic, int Partition), PassPace> _passes = [];
    private readonly List<PassPace> _ended = [];
    private readonly List<Subscriber> _wakes = [];
    private readonly LogThrottle _noAnswer = new(time);
    private long? _failedAt;
    private long _bytes;

    /// <summary>The loop: a round begins a pass if there is need, takes one batch for those that are under way, and serves their subscriptions.</summary>
    public LoopWork Loop => LoopWork.OnThread("log_replayer", _ => ReadAndServe(), consumer.Dispose);

    private void ReadAndServe()
    {
        try
        {
            if (_passes.Count == 0) queue.Wait(IdlePoll);
            Begin();
            if (_passes.Count > 0) ReadBatch();
            Serve();
        }
        catch
        {
            // What the passes have is not known: their subscriptions wait for new ones, and go on from their own positions.
            EndAll();
            throw;
        }
    }

    private void Begin()
    {
        if (_failedAt is { } failedAt && time.GetElapsedTime(failedAt) < RetryAfter) return;
        // One at a time: to begin takes Kafka's answer, and meanwhile those of the others wait.
        if (HasRoom() && queue.TakeFirst(except: IsRead) is { } waiting) BeginOrGiveBack(waiting);
    }

    private void BeginOrGiveBack(List<Subscription> waiting)
    {
        var begun = false;
        try
        {
            begun = TryBegin(waiting);
        }
        finally
        {
            if (!begun) GiveBack(waiting);
        }
    }

    private bool HasRoom()
    {
        if (_passes.Count < limits.Passes) return true;
        if (queue.Count == 0 || _passes.Values.FirstOrDefault(pace => pace.IsEmpty) is not { } empty) return false;
        End(empty);
        return true;
    }

    // False if Kafka does not say where the partition begins: they wait on, behind those of other partitions.
    private bool TryBegin(List<Subscription> waiting)
    {
        var window = waiting[0].Channel.Window;
        var partition = window.Id;
        if (LowOf(partition) is not { } low) return false;
        if (PassOf(partition.Topic, partition.Partition) is { } empty) End(empty);
        var start = Math.Max(low - 1, waiting.Min(subscription => subscription.Cursor) - Earlier);
        consumer.Assign(partition, partition.IsTable || window.Repeats.KnowsFrom(start + 1) ? start + 1 : Math.Max(low, start + 1 - RepeatIndex.Reach));
        var pass = new ReplayPass(window, start, limits.BytesOfPass(_passes.Count + 1));
        foreach (var subscription in waiting) pass.Join(subscription, _wakes);
        _passes.Add((partition.Topic, partition.Partition), new PassPace(pass, consumer, queue, time));
        ShareMemory();
        ReplayMetrics.Passes.Inc();
        LogBegun(partition.Topic, partition.Partition, start + 1, pass.Count);
        return true;
    }

    private void GiveBack(List<Subscription> waiting)
    {
        queue.Ended(waiting[0].Channel.Window.Id);
        foreach (var subscription in waiting) queue.Add(subscription);
    }

    private long? LowOf(PartitionId partition)
    {
        try
        {
            return consumer.RangeOf(partition, Patience).Low;
        }
        catch (KafkaException failure)
        {
            _failedAt = time.GetTimestamp();
            if (_noAnswer.Admits(out var suppressed)) LogNoAnswer(partition.Topic, partition.Partition, failure.Error.Reason, suppressed);
            return null;
        }
    }

    private void ReadBatch()
    {
        var timeout = BusyPoll;
        for (var i = 0; i < MaxBatch; i++, timeout = TimeSpan.Zero)
        {
            var record = consumer.Consume(timeout, out var failure);
            if (failure is { } failed && PassOf(failed.Topic, failed.Partition) is { } broken) Break(broken, failed.IsOffsetGone);
            if (record is null) return;
            if (PassOf(record.Topic, record.Partition.Value) is { } pace && Append(pace.Pass, record)) return;
        }
    }

    // An offset that is gone: a new pass begins where the log does. Anything else Kafka would say again: it begins after a pause.
    private void Break(PassPace pace, bool isOffsetGone)
    {
        if (!isOffsetGone) _failedAt = time.GetTimestamp();
        End(pace);
    }

    private PassPace? PassOf(string topic, int partition) => _passes.GetValueOrDefault((topic, partition));

    // Of whatever epoch: the consumer knows names only. A pass through a topic as it was before it was made anew ends by itself, or as soon as it is empty.
    private bool IsRead(PartitionId partition) =>
        PassOf(partition.Topic, partition.Partition) is { } pace && (!pace.IsEmpty || pace.Pass.Partition == partition);

    // True if the pass is full.
    private bool Append(ReplayPass pass, ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
    {
        if (record.IsPartitionEOF)
        {
            pass.AdvanceTo(record.Offset.Value - 1);
            return false;
        }
        ReplayMetrics.Read.Inc();
        if (!pass.Partition.IsTable && pass.IsRepeat(EventIdentity.Of(record.Message), record.Offset.Value))
        {
            pass.AdvanceTo(record.Offset.Value);
            return false;
        }
        if (pass.Accept(record.Message.Key.GetValueOrDefault().Span, record.Offset.Value) is not { } channel) return false;
        return encoder.TryEncode(pass.Partition, record, out var kept, out var frame) && pass.Append(channel, kept, frame, encoder.Deflate(channel, frame));
    }

    private void Serve()
    {
        foreach (var (_, pace) in _passes)
        {
            foreach (var subscription in queue.TakeFor(pace.Pass) ?? []) pace.Pass.Join(subscription, _wakes);
            pace.Pass.Mark(_wakes);
            if (pace.Ends()) _ended.Add(pace);
        }
        foreach (var pace in _ended) End(pace);
        _ended.Clear();
        Wake();
        CountBytes();
    }

    private void Wake()
    {
        foreach (var subscriber in _wakes) subscriber.Wake();
        _wakes.Clear();
    }

    private void ShareMemory()
    {
        foreach (var (_, pace) in _passes) pace.Pass.MaxBytes = limits.BytesOfPass(_passes.Count);
    }

    // The gauge is that of all readers.
    private void CountBytes()
    {
        var bytes = 0L;
        foreach (var (_, pace) in _passes) bytes += pace.Pass.Bytes;
        if (bytes != _bytes) ReplayMetrics.Bytes.Inc(bytes - _bytes);
        _bytes = bytes;
    }

    private void EndAll()
    {
        foreach (var pace in _passes.Values.ToList()) End(pace);
        _ended.Clear();
        Wake();
    }

    private void End(PassPace pace)
    {
        var partition = pace.Pass.Partition;
        _passes.Remove((partition.Topic, partition.Partition));
        ShareMemory();
        queue.Ended(partition);
        pace.Pass.End(_wakes);
        pace.Continue();
        consumer.Unassign(partition);
        LogEnded(partition.Topic, partition.Partition, pace.Pass.Head);
    }

    [LoggerMessage(3130, LogLevel.Debug, "Reading {Topic} [{Partition}] again from {Offset} on, for {Subscriptions} subscriptions.")]
    private partial void LogBegun(string topic, int partition, long offset, int subscriptions);

    [LoggerMessage(3131, LogLevel.Debug, "Read {Topic} [{Partition}] again up to {Offset}.")]
    private partial void LogEnded(string topic, int partition, long offset);

    [LoggerMessage(3132, LogLevel.Warning, "Kafka did not tell where {Topic} [{Partition}] begins: {Reason} ({Suppressed} lines left out before)")]
    private partial void LogNoAnswer(string topic, int partition, string reason, int suppressed);
}
