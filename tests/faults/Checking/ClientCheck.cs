using Gateway.Tests.Faults.Clients;

namespace Gateway.Tests.Faults.Checking;

/// <summary>
/// Compares what a client got of a channel with what lies in Kafka. It must have got every event after its start, once and in the order of
/// the log. Of an event that its publisher sent again the first record counts.
/// </summary>
internal sealed class ClientCheck
{
    private readonly Recording _recording;
    private readonly ChannelLog _log;
    private readonly long _start;
    private readonly HashSet<long> _offsets = [];
    private readonly HashSet<string> _events = [];
    private readonly List<Finding> _findings = [];
    private long _last;

    private ClientCheck(Recording recording, ChannelLog log)
    {
        (_recording, _log) = (recording, log);
        // Who asked for everything must get everything, wherever the gateway said that it stands.
        _start = recording.FromEarliest ? -1 : recording.Start?.Offset ?? long.MaxValue;
        _last = _start;
    }

    /// <summary>What is wrong with the recording.</summary>
    public static IReadOnlyList<Finding> Of(Recording recording, ChannelLog log)
    {
        var check = new ClientCheck(recording, log);
        foreach (var gap in recording.Gaps) check.Find(FindingKind.GapTold, gap, null);
        foreach (var fault in recording.Faults) check.Find(FindingKind.Misbehaved, fault, null);
        foreach (var delivery in recording.Deliveries) check.Take(delivery);
        check.FindLost();
        return check._findings;
    }

    private void Take(Delivery delivery)
    {
        var offset = delivery.Position.Offset;
        if (_log.At(offset) is not { } record || record.Fingerprint != delivery.Fingerprint || delivery.Position.Partition != _log.Partition
            || delivery.Position.Epoch != _recording.Start?.Epoch || offset <= _start)
            Find(FindingKind.Corrupted, $"at offset {offset}: {What(offset)}", delivery.At);
        else if (!_offsets.Add(offset)) Find(FindingKind.DoubledRecord, What(offset), delivery.At);
        else if (!_events.Add(record.Event)) Find(FindingKind.DoubledEvent, What(offset), delivery.At);
        else if (offset < _last || IsLateRepeat(record)) Find(FindingKind.OutOfOrder, $"{What(offset)} after offset {_last}", delivery.At);
        _last = Math.Max(_last, offset);
    }

    // Instead of the event's first record, which lay after the client's start, and before others that it may have got meanwhile.
    private bool IsLateRepeat(LogRecord record) => _log.FirstOffsetOf(record) is var first && first != record.Offset && first > _start;

    private void FindLost()
    {
        foreach (var record in _log.Events)
            if (record.Offset > _start && !_events.Contains(record.Event)) Find(FindingKind.Lost, What(record.Offset), record.At);
    }

    private string What(long offset) => _log.At(offset) is { } record ? $"{record.Event} at offset {offset}" : $"no record at offset {offset}";

    private void Find(FindingKind kind, string detail, TimeSpan? at) =>
        _findings.Add(new(kind, $"{_recording.Client} {_recording.App}/{_recording.Channel} [{_log.Partition}]", detail, at));
}
