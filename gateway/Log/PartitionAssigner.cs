using Confluent.Kafka;
using Gateway.Channels;
using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;

namespace Gateway.Log;

/// <summary>
/// Carries out what the windows ask of the log, in order, on a thread of its own, because it blocks while Kafka is asked. The end
/// of a partition is asked for before it is assigned, so that a subscriber is answered only when nothing acknowledged later can
/// be missed. Asked by a client of its own that fetches nothing: a broker answers the questions of a connection one after the other, and a fetch at the
/// end of the log keeps it for as long as <c>fetch.wait.max.ms</c> says.
/// </summary>
/// <param name="windows">Whose requests are carried out.</param>
/// <param name="questions">Asks; this owns it.</param>
/// <param name="consumer">Reads what is assigned.</param>
/// <param name="reader">Appends what is read.</param>
/// <param name="topics">Is told how Kafka answers.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class PartitionAssigner(
    WindowTable windows,
    LogConsumer questions,
    LogConsumer consumer,
    LogReader reader,
    TopicCatalog topics,
    TimeProvider time,
    ILogger<PartitionAssigner> log)
{
    // After Kafka has not answered for a partition, who asks for the same is refused at once, and for others it is given little time: they may be led by brokers
    // that are well, but if all are away, thousands must not wait for a time-out each.
    private static readonly TimeSpan RefuseFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LittlePatience = TimeSpan.FromMilliseconds(200);

    // How long an event surely counts as sent before, when the node has only just begun to read the partition.
    private static readonly TimeSpan RepeatAge = TimeSpan.FromMinutes(10);

    // So few are read sooner than Kafka is asked.
    private const int FewRecords = 1000;

    private readonly LogThrottle _noAnswer = new(time);
    private readonly Dictionary<PartitionId, long> _failed = [];
    private long? _failedAt;

    /// <summary>The loop: a round waits for requests, and carries out those that are there.</summary>
    public LoopWork Loop => LoopWork.OnThread("partition_assigner", CarryAll, questions.Dispose);

    private void CarryAll(CancellationToken stopping)
    {
        windows.Requests.WaitToReadAsync(stopping).AsTask().GetAwaiter().GetResult();
        while (windows.Requests.TryRead(out var request)) CarryOrRefuse(request);
    }

    private void CarryOrRefuse(LogRequest request)
    {
        try
        {
            Carry(request);
        }
        catch
        {
            Refuse(request);
            throw;
        }
    }

    private void Carry(LogRequest request)
    {
        switch (request)
        {
            case LogRequest.Open open: Open(open.Window); break;
            case LogRequest.Close close: Close(close.Window); break;
            case LogRequest.End end: end.Answer.SetResult(LastOffsetOf(end.Partition)); break;
        }
    }

    // Subscribers must not wait for a partition that is not read.
    private void Refuse(LogRequest request)
    {
        switch (request)
        {
            case LogRequest.Open open:
                reader.Remove(open.Window);
                windows.Abandon(open.Window);
                open.Window.Lose();
                break;
            case LogRequest.End end:
                end.Answer.TrySetResult(null);
                break;
        }
    }

    private void Open(PartitionWindow window)
    {
        if (BeginningOf(window.Id) is not var (first, last))
        {
            windows.Abandon(window);
            return;
        }
        // Of the topic as it was before it was made anew.
        if (reader.WindowOf(window.Id) is { } old)
        {
            windows.Reset(old);
            Close(old);
        }
        reader.Add(window);
        window.Open(last);
        consumer.Assign(window.Id, first);
        LogAssigned(window.Id.Topic, window.Id.Partition, last + 1);
    }

    private void Close(PartitionWindow window)
    {
        if (!reader.Remove(window)) return;
        consumer.Unassign(window.Id);
        LogUnassigned(window.Id.Topic, window.Id.Partition);
    }

    // What the window begins after, and from where it is read: what lies between only tells which of the following are repeats.
    private (long First, long Last)? BeginningOf(PartitionId partition) => Ask(partition, patience =>
    {
        var (low, high) = questions.RangeOf(partition, patience);
        var first = Math.Max(low, high - RepeatIndex.Reach);
        return (high - first > FewRecords ? Math.Max(first, RecentOf(partition, high, patience)) : first, high - 1);
    });

    // A few are read in any case: the clocks of this node, of Kafka and of the producers may differ, and a broker may not know times.
    private long RecentOf(PartitionId partition, long high, TimeSpan patience) =>
        Math.Min(high - FewRecords, questions.FirstSince(partition, (time.GetUtcNow() - RepeatAge).ToUnixTimeMilliseconds(), patience) ?? high);

    private long? LastOffsetOf(PartitionId partition) => Ask(partition, patience => questions.RangeOf(partition, patience).High - 1);

    private T? Ask<T>(PartitionId partition, Func<TimeSpan, T> question)
        where T : struct
    {
        if (_failed.Remove(partition, out var at) && IsRecent(at))
        {
            _failed.Add(partition, at);
            return null;
        }
        try
        {
            var answer = question(IsRecent(_failedAt) ? LittlePatience : Patience);
            topics.Note(partition.Topic, failure: null);
            return answer;
        }
        catch (KafkaException failure)
        {
            // A broker that refuses, as where a partition has no leader yet, has answered: the other partitions may be well.
            topics.Note(partition.Topic, failure.Error);
            if (failure.Error.IsLocalError) _failedAt = _failed[partition] = time.GetTimestamp();
            if (_noAnswer.Admits(out var suppressed)) LogNoAnswer(partition.Topic, partition.Partition, failure.Error.Reason, suppressed);
            return null;
        }
    }

    private bool IsRecent(long? failedAt) => failedAt is { } at && time.GetElapsedTime(at) < RefuseFor;

    [LoggerMessage(3110, LogLevel.Information, "Reading {Topic} [{Partition}] from offset {Offset} on.")]
    private partial void LogAssigned(string topic, int partition, long offset);

    [LoggerMessage(3111, LogLevel.Information, "No interest in {Topic} [{Partition}] any more.")]
    private partial void LogUnassigned(string topic, int partition);

    [LoggerMessage(3112, LogLevel.Warning, "Kafka did not answer for {Topic} [{Partition}]: {Reason} ({Suppressed} lines left out before)")]
    private partial void LogNoAnswer(string topic, int partition, string reason, int suppressed);
}
