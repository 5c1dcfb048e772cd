using System.Collections.Concurrent;
using Confluent.Kafka;
using Gateway.Channels;
using Gateway.Metrics;
using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;

namespace Gateway.Log;

/// <summary>
/// The one consume loop of a node, on a thread of its own: takes what Kafka has, appends each record to its channel's window, and
/// at the end of the batch marks the subscriptions and wakes their connections, each once.
/// </summary>
internal sealed partial class LogReader(
    WindowTable windows,
    LogConsumer consumer,
    RecordEncoder encoder,
    TimeProvider time,
    ILogger<LogReader> log)
{
    // Short enough to stop and to sweep in time; records wake it at once.
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);
    private const int MaxBatch = 1000;

    private readonly ConcurrentDictionary<(string Topic, int Partition), PartitionWindow> _windows = new();
    private readonly List<PartitionWindow> _appended = [];
    private readonly List<Subscriber> _wakes = [];
    private long _lastSweep;

    /// <summary>The loop: a round takes one batch.</summary>
    public LoopWork Loop => LoopWork.OnThread("log_reader", _ => ReadAndPublish());

    /// <summary>The window that is read, of whatever epoch; null if none is.</summary>
    public PartitionWindow? WindowOf(PartitionId partition) => _windows.GetValueOrDefault((partition.Topic, partition.Partition));

    /// <summary>Appends the partition's records to the window from now on.</summary>
    public void Add(PartitionWindow window) => _windows[(window.Id.Topic, window.Id.Partition)] = window;

    /// <summary>Passes the partition's records over from now on; false if the window is not read, or not any more.</summary>
    public bool Remove(PartitionWindow window) =>
        _windows.TryRemove(KeyValuePair.Create((window.Id.Topic, window.Id.Partition), window));

    private void ReadAndPublish()
    {
        try
        {
            ReadBatch();
        }
        finally
        {
            // What was appended before a failure is not to wait for the next batch.
            Publish();
        }
        SweepNowAndThen();
    }

    private void ReadBatch()
    {
        ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?>? record = null;
        try
        {
            var timeout = PollTimeout;
            for (var i = 0; i < MaxBatch; i++, timeout = TimeSpan.Zero)
            {
                record = consumer.Consume(timeout, out var failure);
                if (failure is { IsOffsetGone: true }) Forget(failure.Value);
                if (record is null) return;
                Append(record);
            }
        }
        catch when (record is not null)
        {
            // Whether the window has the record is not known: its clients read on from their own positions.
            Reset(record.Topic, record.Partition.Value);
            throw;
        }
    }

    // The log was cut, or made anew, or has forgotten what was not read yet: each client goes on from its own position, and is told what is lost.
    private void Forget(ReadFailure failure)
    {
        if (Reset(failure.Topic, failure.Partition) is { } head) LogGone(failure.Topic, failure.Partition, head + 1);
    }

    // The last offset that was read; null if the partition is not read.
    private long? Reset(string topic, int partition)
    {
        if (!_windows.TryGetValue((topic, partition), out var window)) return null;
        windows.Reset(window);
        return window.Head;
    }

    private void Append(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
    {
        if (!_windows.TryGetValue((record.Topic, record.Partition.Value), out var window)) return;
        GatewayMetrics.RecordRead();
        // Of a table the last write counts, also if it is a repeat.
        if (!window.Id.IsTable && window.Repeats.Note(EventIdentity.Of(record.Message), record.Offset.Value))
        {
            PassOver(window, record.Offset.Value);
            return;
        }
        if (window.Accept(record.Message.Key.GetValueOrDefault().Span, record.Offset.Value) is not { } channel) return;
        if (!encoder.TryEncode(window.Id, record, out var kept, out var frame)) return;
        window.Append(channel, kept, frame, windows.Bound, encoder.Deflate(channel, frame));
        if (_appended.Count == 0 || _appended[^1] != window) _appended.Add(window);
    }

    private static void PassOver(PartitionWindow window, long repeat)
    {
        if (repeat > window.Head) GatewayMetrics.Repeats.Inc();
        window.AdvanceTo(repeat);
    }

    private void Publish()
    {
        foreach (var window in _appended) window.Mark(_wakes);
        foreach (var subscriber in _wakes) subscriber.Wake();
        _appended.Clear();
        _wakes.Clear();
    }

    private void SweepNowAndThen()
    {
        if (time.GetElapsedTime(_lastSweep) < SweepInterval) return;
        _lastSweep = time.GetTimestamp();
        foreach (var (_, window) in _windows) window.Settle(consumer.PositionOf(window.Id));
        windows.Sweep();
    }

    [LoggerMessage(3121, LogLevel.Warning, "Kafka does not have {Topic} [{Partition}] at {Offset}: its clients are told to resume.")]
    private partial void LogGone(string topic, int partition, long offset);
}
