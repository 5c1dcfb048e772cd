using Confluent.Kafka;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Shared.History;

/// <summary>
/// Reads the past for those who ask, one job at a time, on the calling thread. Its consumer is made when the first one asks, and is
/// assigned one partition at a time.
/// </summary>
internal sealed partial class HistoryReader(
    HistoryQueue queue, HistoryOptions limits, Func<LogConsumer> connect, TopicCatalog topics, TimeProvider time, ILogger<HistoryReader> log) : IDisposable
{
    // After Kafka has not answered for a partition, who asks for the same is refused at once, and for others it is given little time: they may be led by brokers
    // that are well, but if all are away, each must not wait for a time-out of its own.
    private static readonly TimeSpan RefuseFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LittlePatience = TimeSpan.FromMilliseconds(200);

    private LogConsumer? _consumer;
    private (PartitionId Partition, long At)? _failed;

    /// <summary>Waits for a job and carries it out.</summary>
    /// <exception cref="OperationCanceledException">The service stops.</exception>
    public void CarryNext(CancellationToken stopping)
    {
        var job = queue.Take(stopping);
        try
        {
            Carry(job, stopping);
        }
        finally
        {
            queue.Done(job);
        }
    }

    public void Dispose() => _consumer?.Dispose();

    private void Carry(HistoryJob job, CancellationToken stopping)
    {
        try
        {
            var patience = Patience;
            if (_failed is { } failed && time.GetElapsedTime(failed.At) < RefuseFor)
            {
                if (failed.Partition == job.Partition) return;
                patience = LittlePatience;
            }
            var scan = new LogScan(_consumer ??= connect(), job.Partition, patience, limits.MaxScanTime, time);
            topics.Note(job.Partition.Topic, failure: null);
            Carry(job, scan, stopping);
        }
        catch (KafkaException failure)
        {
            topics.Note(job.Partition.Topic, failure.Error);
            // An answer that is an error is of one topic; no answer is of all.
            if (failure.Error.IsLocalError) _failed = (job.Partition, time.GetTimestamp());
            LogNoAnswer(job.Partition.Topic, job.Partition.Partition, failure.Error.Reason);
        }
        catch (Exception failure) when (_consumer is not null)
        {
            // Of this job only: another one may be well.
            LogFailure(failure, job.Partition.Topic, job.Partition.Partition);
        }
        finally
        {
            job.Fail();
        }
    }

    private void Carry(HistoryJob job, LogScan scan, CancellationToken stopping)
    {
        switch (job)
        {
            case HistoryJob.Find find:
                HistoryMetrics.Starts.Inc();
                find.Answer.SetResult(Find(scan, find.Start, stopping));
                break;
            case HistoryJob.Last last:
                HistoryMetrics.Searches.Inc();
                Search(last, scan, stopping);
                break;
            case HistoryJob.Read read:
                HistoryMetrics.Pages.Inc();
                Read(read, scan, stopping);
                break;
        }
    }

    private static FoundStart Find(LogScan scan, StartPoint start, CancellationToken stopping)
    {
        var first = start.Time is { } time ? scan.FirstSince(time, stopping) ?? scan.High : scan.Low;
        // At the oldest record, or before it: what there was since the given time may have been more.
        return new FoundStart(Math.Max(first, scan.Low) - 1, IsCut: start.Time is not null && first <= scan.Low && scan.Low > 0);
    }

    private void Search(HistoryJob.Last job, LogScan scan, CancellationToken stopping)
    {
        var search = new TailSearch(scan.Low, scan.High, limits.MaxScanRecords, limits.MaxScanBytes);
        foreach (var (channel, count, _) in job.Requests) search.Want(channel, count);
        while (search.Next() is { } stretch && scan.Read(stretch.From, stretch.To, Note, stopping) is ScanEnd.Reached) search.Complete();
        if (!search.HasResult) return;
        foreach (var (channel, count, answer) in job.Requests)
        {
            var found = search.ResultOf(channel, count);
            if (found.IsTruncated) HistoryMetrics.Truncated.Inc();
            answer.SetResult(found);
        }

        bool Note(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
        {
            search.Note(KeyOf(record), record.Offset.Value, SizeOf(record));
            return true;
        }
    }

    private void Read(HistoryJob.Read job, LogScan scan, CancellationToken stopping)
    {
        if (job.Abandoned.IsCancellationRequested) return;
        long records = 0, bytes = 0;
        // A position may be as great as a number can be: one more must not become the least.
        var first = job.After >= scan.High ? scan.High : Math.Max(job.After + 1, scan.Low);
        var end = scan.Read(first, scan.High, Take, stopping);
        if (end is ScanEnd.Broken && scan.Last < first) return;
        job.Answer.SetResult(new HistoryRead(scan.Low, scan.High, scan.Last, IsEnd: end is ScanEnd.Reached || scan.Last == scan.High - 1));

        bool Take(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
        {
            records++;
            bytes += SizeOf(record);
            if ((job.Channel is null || KeyOf(record).SequenceEqual(job.Channel)) && !job.Take(record)) return false;
            return records < limits.MaxScanRecords && bytes < limits.MaxScanBytes && !job.Abandoned.IsCancellationRequested;
        }
    }

    private static ReadOnlySpan<byte> KeyOf(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record) => record.Message.Key.GetValueOrDefault().Span;

    private static int SizeOf(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record) =>
        record.Message.Key.GetValueOrDefault().Length + record.Message.Value.GetValueOrDefault().Length;

    [LoggerMessage(1121, LogLevel.Warning, "Kafka did not tell the past of {Topic} [{Partition}]: {Reason}")]
    private partial void LogNoAnswer(string topic, int partition, string reason);

    [LoggerMessage(1122, LogLevel.Error, "The past of {Topic} [{Partition}] could not be read.")]
    private partial void LogFailure(Exception failure, string topic, int partition);
}
