using Gateway.Shared.Apps;
using Gateway.Shared.Channels;
using Gateway.Shared.Errors;

namespace Gateway.Shared.Events;

/// <summary>The rules for the rows of table channels, the same by REST and by WebSocket.</summary>
public static class RowRules
{
    /// <summary>The CloudEvents attribute that names the row (CloudEvents extension Partitioning 1.0).</summary>
    public const string Attribute = "partitionkey";

    /// <summary>Why the event cannot be published; null if it can: with a row key on a table channel, without one on a stream channel.</summary>
    public static Code? RefusalOf(App app, Event candidate)
    {
        if (!app.IsTable(candidate.Channel)) return candidate.RowKey is null ? null : Codes.NotATable;
        if (candidate.RowKey is null) return Codes.RowKeyMissing;
        return RowKey.IsValid(candidate.RowKey) ? null : Codes.RowKeyInvalid;
    }
}
