namespace Gateway.Shared.Events;

/// <summary>One CloudEvents 1.0 event and the channel it is for. On a table channel it is the new state of a row, or, without data, its end.</summary>
public sealed class Event
{
    /// <summary>The channel; a valid <see cref="Channels.ChannelName"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>The row, a valid <see cref="Channels.RowKey"/>; null on a stream channel.</summary>
    public string? RowKey { get; init; }

    /// <summary>CloudEvents <c>id</c>; unique together with <see cref="Source"/>. Not empty.</summary>
    public required string Id { get; init; }

    /// <summary>Whether its publisher chose the id, and so may send the event again. Default: true.</summary>
    public bool IsIdGiven { get; init; } = true;

    /// <summary>CloudEvents <c>source</c>, a URI reference. Not empty.</summary>
    public required string Source { get; init; }

    /// <summary>CloudEvents <c>type</c>. Not empty.</summary>
    public required string Type { get; init; }

    /// <summary>CloudEvents <c>time</c>, RFC 3339, as the publisher wrote it.</summary>
    public required string Time { get; init; }

    /// <summary>CloudEvents <c>subject</c>; null if it has none.</summary>
    public string? Subject { get; init; }

    /// <summary>CloudEvents <c>datacontenttype</c>, a media type; null if it has none.</summary>
    public string? DataContentType { get; init; }

    /// <summary>Extension attributes without the <c>ce-</c> prefix; names are lower-case letters and digits. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extensions { get; init; } = [];

    /// <summary>The trace of the request that it came in (W3C <c>traceparent</c>), which goes on even if this node records none; null if there is none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The data, untouched; null is an event without data.</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }
}
