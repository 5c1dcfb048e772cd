using System.Globalization;
using Gateway.Tests.Faults.Clients;
using Gateway.Tests.Faults.Publishing;

namespace Gateway.Tests.Faults.Checking;

/// <summary>
/// Checks what the gateway says of the start: a client that begins now must get every event that was first sent after the reply to its
/// subscribe command, so none of these may lie at the position that the reply gives, or before it.
/// </summary>
internal static class StartCheck
{
    public static IEnumerable<Finding> Of(Recording recording, ChannelWriter writer, ChannelLog log)
    {
        if (recording.Start is not { } start) yield break;
        foreach (var written in writer.Written.Where(written => written.FirstTry > recording.StartedAt))
            if (log.FirstOf(writer.Source, written.Number.ToString(CultureInfo.InvariantCulture)) is { } record && record.Offset <= start.Offset)
                yield return new(
                    FindingKind.Lost,
                    $"{recording.Client} {recording.App}/{recording.Channel}",
                    $"{record.Event} at offset {record.Offset} was sent after the reply that told offset {start.Offset}",
                    written.FirstTry);
    }
}
