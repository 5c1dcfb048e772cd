using Gateway.Shared.Errors;

namespace Gateway.Connections;

/// <summary>What a client asks for, in whatever wire protocol.</summary>
/// <param name="Id">The client's id of the command, which its reply carries; null if it gave no usable one.</param>
internal abstract record Command(long? Id)
{
    /// <summary>Identify the user.</summary>
    public sealed record Connect(long? Id, string? Token) : Command(Id);

    /// <summary>Subscribe to channels.</summary>
    public sealed record Subscribe(long? Id, IReadOnlyList<ChannelRequest> Channels) : Command(Id);

    /// <summary>Unsubscribe from channels; <paramref name="Forget"/>: and forget the cursors of their durable subscriptions.</summary>
    public sealed record Unsubscribe(long? Id, IReadOnlyList<string> Channels, bool Forget = false) : Command(Id);

    /// <summary>Acknowledge all events of a durable subscription up to a position.</summary>
    public sealed record Ack(long? Id, string Channel, string Position) : Command(Id);

    /// <summary>Publish an event.</summary>
    public sealed record Publish(long? Id, EventDraft Draft) : Command(Id);

    /// <summary>Answer, to show that the connection lives.</summary>
    public sealed record Ping(long? Id) : Command(Id);

    /// <summary>What could not be read, and what exactly was wrong with it.</summary>
    public sealed record Invalid(long? Id, Code Code, string? Detail = null) : Command(Id);
}

/// <summary>A channel to subscribe to: after the position, from the start point or with the last so many events; from now if all are null.</summary>
/// <param name="Durable">The name of a durable subscription, whose cursor is kept; null: it is not durable.</param>
/// <param name="Conflate">Whether the newest event of each key will do.</param>
/// <param name="MaxRate">If so, at most so many of each key a second.</param>
internal readonly record struct ChannelRequest(
    string Channel, string? Position, string? Start = null, int? Last = null, string? Durable = null, bool Conflate = false, double? MaxRate = null)
{
    /// <summary>Of a table: the row that is wanted; null: all.</summary>
    public string? Key { get; init; }

    /// <summary>Of a table: how the keys of the rows that are wanted begin; null: all.</summary>
    public string? KeyPrefix { get; init; }
}

/// <summary>An event as a client gave it; what is null is filled in. <paramref name="DataFault"/> is what is wrong with its data, as a sentence.</summary>
internal sealed record EventDraft(
    string Channel, string? Id, string? Type, string? Subject, string? DataContentType, byte[]? Data, string? RowKey = null, string? DataFault = null);
