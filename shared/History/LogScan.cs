using Confluent.Kafka;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;

namespace Gateway.Shared.History;

/// <summary>Reads stretches of one partition, within one bound of time. Blocks.</summary>
internal sealed class LogScan
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly LogConsumer _consumer;
    private readonly PartitionId _partition;
    private readonly TimeProvider _time;
    private readonly TimeSpan _maxTime;
    private readonly long _begun;

    /// <summary>Asks for the partition's range, for as long as <paramref name="patience"/>, then starts the clock.</summary>
    /// <exception cref="KafkaException">Kafka does not answer.</exception>
    public LogScan(LogConsumer consumer, PartitionId partition, TimeSpan patience, TimeSpan maxTime, TimeProvider time)
    {
        (_consumer, _partition, _time, _maxTime) = (consumer, partition, time, maxTime);
        (Low, High) = consumer.RangeOf(partition, patience);
        _begun = time.GetTimestamp();
    }

    /// <summary>The offset of the oldest record.</summary>
    public long Low { get; }

    /// <summary>The offset that the next record had when the scan began.</summary>
    public long High { get; }

    /// <summary>The offset up to which the last stretch was read.</summary>
    public long Last { get; private set; }

    /// <summary>The offset of the first record of this time or later, in milliseconds since 1970; null if there is none.</summary>
    /// <exception cref="KafkaException">Kafka does not answer.</exception>
    public long? FirstSince(long time, CancellationToken stopping) =>
        _consumer.FirstSince(_partition, time) ?? SearchSince(time, stopping);

    // The embedded broker says of every time that nothing came since. If the broker tells the truth the newest record is older, and nothing more is read.
    private long? SearchSince(long time, CancellationToken stopping) => Search(High - 1, time, stopping) is null ? null : Search(Low, time, stopping);

    private long? Search(long from, long time, CancellationToken stopping)
    {
        long? found = null;
        if (Read(Math.Max(from, Low), High, Note, stopping) is ScanEnd.Broken) throw new KafkaException(ErrorCode.Local_TimedOut);
        return found;

        bool Note(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
        {
            if (record.Message.Timestamp.UnixTimestampMs < time) return true;
            found = record.Offset.Value;
            return false;
        }
    }

    /// <summary>Gives each record from <paramref name="from"/> to before <paramref name="to"/>, of whatever channel, to <paramref name="take"/>.</summary>
    public ScanEnd Read(long from, long to, TakeRecord take, CancellationToken stopping)
    {
        Last = from - 1;
        if (from >= to) return ScanEnd.Reached;
        _consumer.Assign(_partition, from);
        try
        {
            while (!stopping.IsCancellationRequested && _time.GetElapsedTime(_begun) < _maxTime)
                if (Step(to, take) is { } end) return end;
            return ScanEnd.Broken;
        }
        finally
        {
            _consumer.Unassign(_partition);
        }
    }

    private ScanEnd? Step(long to, TakeRecord take)
    {
        var record = _consumer.Consume(Poll, out var failure);
        if (failure is not null) return ScanEnd.Broken;
        if (record is null) return null;
        // At the end for readers, which is before `to` while a transaction is open.
        if (record.IsPartitionEOF || record.Offset.Value >= to)
        {
            Last = Math.Min(to, record.Offset.Value) - 1;
            return ScanEnd.Reached;
        }
        HistoryMetrics.Records.Inc();
        Last = record.Offset.Value;
        if (!take(record)) return ScanEnd.Stopped;
        return Last == to - 1 ? ScanEnd.Reached : null;
    }
}

/// <summary>How the reading of a stretch ended.</summary>
internal enum ScanEnd
{
    /// <summary>At its end.</summary>
    Reached,
    /// <summary>Who was given the records wants no more.</summary>
    Stopped,
    /// <summary>By time, by Kafka, or because the service stops.</summary>
    Broken,
}
