using System.Globalization;
using Gateway.Tests.Faults.Publishing;

namespace Gateway.Tests.Faults.Checking;

/// <summary>Compares what was acknowledged to a writer with what lies in Kafka: every event is there, as it was sent, and in order.</summary>
internal static class WriterCheck
{
    public static IEnumerable<Finding> Of(string who, string source, IReadOnlyList<WrittenEvent> events, ChannelLog log)
    {
        var last = -1L;
        foreach (var written in events)
        {
            var first = log.FirstOf(source, written.Number.ToString(CultureInfo.InvariantCulture));
            if (written.Position is null) yield return new(FindingKind.NeverAcknowledged, who, $"event {written.Number}", written.FirstTry);
            else if (Fault(written, first, log) is { } fault) yield return new(FindingKind.LostByPublishing, who, fault, written.FirstTry);
            if (first is not { } record) continue;
            if (record.Offset < last) yield return new(FindingKind.WrittenOutOfOrder, who, $"event {written.Number} at offset {record.Offset}", written.FirstTry);
            last = record.Offset;
        }
    }

    private static string? Fault(WrittenEvent written, LogRecord? first, ChannelLog log)
    {
        if (first is not { } record) return $"event {written.Number} is not there";
        if (record.Fingerprint != written.Fingerprint) return $"event {written.Number} is not what was sent";
        var answered = LogPosition.Parse(written.Position!);
        return answered.Partition == log.Partition && log.At(answered.Offset)?.Event == record.Event
            ? null
            : $"event {written.Number} does not lie at {written.Position}";
    }
}
