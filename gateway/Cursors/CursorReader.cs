using System.Collections.Concurrent;
using Confluent.Kafka;
using Gateway.Metrics;
using Gateway.Shared.Channels;
using Gateway.Shared.Cursors;
using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Kafka;
using Microsoft.Extensions.Options;

namespace Gateway.Cursors;

/// <summary>
/// Answers lookups on a thread of its own. All that wait are answered together: for each partition of theirs Kafka is asked where it
/// ends, and the <see cref="CursorIndex"/> is read up to there, so that whatever was acknowledged on any node before is seen. A
/// partition that was asked for is followed for a while.
/// </summary>
/// <param name="scans">Answers for apps of which the index lets the cursors go; null if this is that one, which keeps nothing but what is asked for.</param>
internal sealed partial class CursorReader(IOptions<CursorOptions> options, Func<LogConsumer> connect, TimeProvider time, ILogger<CursorReader> log, CursorReader? scans = null)
{
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FollowInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FollowFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(5);

    // How many records between two looks at the memory.
    private const int Stretch = 1000;
    private const int MaxFollowed = 100_000;
    private const long Never = long.MaxValue;

    private readonly BlockingCollection<CursorLookup> _lookups = new(options.Value.MaxWaiting);
    private readonly CursorIndex _index = new(options.Value.MaxIndexBytes);
    private readonly Dictionary<CursorPartition, long> _ends = [];
    private readonly Dictionary<CursorPartition, HashSet<byte[]>> _wanted = [];
    private LogConsumer? _consumer;
    private long _swept;

    /// <summary>Asks for a cursor; false if too many wait.</summary>
    public bool TryAsk(CursorLookup lookup)
    {
        try
        {
            return _lookups.TryAdd(lookup);
        }
        catch (InvalidOperationException) when (_lookups.IsAddingCompleted)
        {
            // The node stops.
            return false;
        }
    }

    /// <summary>The loop: a round answers the lookups that wait, or follows what was asked for before.</summary>
    public LoopWork Loop => LoopWork.OnThread(scans is null ? "cursor_scanner" : "cursor_reader", AnswerOrFollow, Close);

    private void AnswerOrFollow(CancellationToken stopping)
    {
        if (_lookups.TryTake(out var first, (int)FollowInterval.TotalMilliseconds, stopping)) AnswerAll(first, stopping);
        else Follow();
    }

    private void Close()
    {
        _lookups.CompleteAdding();
        while (_lookups.TryTake(out var left)) left.Complete(default);
        _consumer?.Dispose();
    }

    private void AnswerAll(CursorLookup first, CancellationToken stopping)
    {
        var waiting = new List<CursorLookup> { first };
        while (_lookups.TryTake(out var next)) waiting.Add(next);
        try
        {
            foreach (var lookup in waiting) Want(lookup);
            CatchUp(stopping);
            waiting.RemoveAll(HandsOver);
            foreach (var lookup in waiting) Answer(lookup);
        }
        finally
        {
            foreach (var lookup in waiting) lookup.Complete(default);
            foreach (var (partition, _) in _wanted)
                if (partition.IsPartial) Remove(partition);
            _wanted.Clear();
            _ends.Clear();
        }
    }

    private void Answer(CursorLookup lookup)
    {
        if (ReadPartitionOf(lookup) is not { } partition) return;
        var found = partition.Find(lookup.Key, UsedSince());
        // What is scanned is too much to be kept, so it is not counted either.
        lookup.Complete(partition.IsPartial
            ? new CursorAnswer(true, found, CursorsOfApp: int.MaxValue)
            : new CursorAnswer(true, found, partition.Of(lookup.Key)?.NamesOf(lookup.Key) ?? 0, partition.Of(lookup.Key)?.Count ?? 0));
    }

    // True if somebody else answers it.
    private bool HandsOver(CursorLookup lookup) =>
        scans is not null && ReadPartitionOf(lookup)?.Of(lookup.Key) is { IsDropped: true } && scans.TryAsk(lookup);

    // Null if it was not read up to its end.
    private CursorPartition? ReadPartitionOf(CursorLookup lookup) =>
        _index.Find(lookup.Partition.Topic, lookup.Partition.Partition) is { } partition && partition.Next >= _ends[partition] ? partition : null;

    private void Want(CursorLookup lookup)
    {
        _consumer ??= connect();
        var id = lookup.Partition;
        var partition = _index.Find(id.Topic, id.Partition);
        // Of the topic as it was before it was made anew.
        if (partition is not null && partition.Id.Epoch != id.Epoch)
        {
            Remove(partition);
            partition = null;
        }
        partition ??= Add(lookup);
        partition.AskedAt = time.GetTimestamp();
        if (!_wanted.TryGetValue(partition, out var keys)) _wanted[partition] = keys = new(Utf8Comparer.Instance);
        keys.Add(lookup.Key);
        if (scans is null) partition.KeepOnly(keys);
        if (!_ends.ContainsKey(partition)) _ends[partition] = EndOf(partition);
    }

    // Never, if Kafka does not tell: what was read before is not enough to answer.
    private long EndOf(CursorPartition partition)
    {
        try
        {
            return _consumer!.RangeOf(partition.Id).High;
        }
        catch (KafkaException failure)
        {
            LogNoAnswer(partition.Id.Topic, partition.Id.Partition, failure.Error.Reason);
            return Never;
        }
    }

    // Up to the ends, or until Kafka gives nothing for a while.
    private void CatchUp(CancellationToken stopping)
    {
        var heard = time.GetTimestamp();
        for (var i = 1; !IsCaughtUp(); i++)
        {
            if (Step(PollTimeout)) heard = time.GetTimestamp();
            else if (stopping.IsCancellationRequested || time.GetElapsedTime(heard) > SilenceLimit) return;
            if (i % Stretch == 0) Shrink();
        }
        Shrink();
        CursorMetrics.IndexBytes.Set(_index.Bytes);
    }

    private bool IsCaughtUp()
    {
        foreach (var (partition, end) in _ends)
            if (partition.Next < end && end != Never) return false;
        return true;
    }

    // Takes a record, or the news that a partition ends; false if there was none.
    private bool Step(TimeSpan timeout)
    {
        var record = _consumer!.Consume(timeout, out var failure);
        if (failure is { IsOffsetGone: true } && _index.Find(failure.Value.Topic, failure.Value.Partition) is { } cut) Restart(cut);
        if (record is null) return false;
        if (_index.Find(record.Topic, record.Partition.Value) is not { } partition) return true;
        if (record.IsPartitionEOF) partition.AdvanceTo(record.Offset.Value);
        else partition.Apply(record.Message.Key.GetValueOrDefault().Span, record.Message.Value.GetValueOrDefault().Span, record.Message.Timestamp.UnixTimestampMs, record.Offset.Value);
        return true;
    }

    private CursorPartition Add(CursorLookup lookup)
    {
        var partition = _index.Add(lookup.Partition);
        _consumer!.Assign(partition.Id, Offset.Beginning);
        return partition;
    }

    private void Remove(CursorPartition partition)
    {
        _index.Remove(partition);
        _consumer!.Unassign(partition.Id);
    }

    // Kafka has dropped what was not read yet.
    private void Restart(CursorPartition partition)
    {
        partition.Restart();
        _consumer!.Unassign(partition.Id);
        _consumer.Assign(partition.Id, Offset.Beginning);
    }

    private void Shrink()
    {
        while (_index.Excess(_wanted) is { } excess) Remove(excess);
    }

    // So that the next to ask has little to wait for.
    private void Follow()
    {
        LetGo();
        for (var i = 0; i < MaxFollowed && _consumer is not null && Step(TimeSpan.Zero); i++)
            if (i % Stretch == 0) Shrink();
        Shrink();
    }

    private void LetGo()
    {
        foreach (var partition in _index.Partitions.Where(partition => time.GetElapsedTime(partition.AskedAt) > FollowFor).ToList()) Remove(partition);
        if (time.GetElapsedTime(_swept) < FollowFor) return;
        _swept = time.GetTimestamp();
        foreach (var partition in _index.Partitions) partition.Sweep(UsedSince());
    }

    private long UsedSince() => (time.GetUtcNow() - options.Value.Expiry).ToUnixTimeMilliseconds();

    [LoggerMessage(3270, LogLevel.Warning, "Kafka did not tell the end of {Topic} [{Partition}]: {Reason}")]
    private partial void LogNoAnswer(string topic, int partition, string reason);
}
