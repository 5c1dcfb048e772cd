using System.Text.Json;
using Gateway.Shared.Events;

namespace Gateway.PublisherApi.Publishing;

/// <summary>The data members of a structured event. What they mean is known only when <c>datacontenttype</c> has been read, which may come later.</summary>
internal struct StructuredData(ReadOnlyMemory<byte> body)
{
    private const string Json = "data";
    private const string Base64 = "data_base64";

    private ReadOnlyMemory<byte>? _json;
    private ReadOnlyMemory<byte>? _base64;

    public static bool IsMember(string name) => name is Json or Base64;

    /// <summary>Takes the value that the reader stands on, as it is written; returns what is wrong, null if nothing.</summary>
    public string? Take(ref Utf8JsonReader reader, string member)
    {
        if ((member == Json ? _json : _base64) is not null) return $"The member '{member}' is given twice.";
        var start = (int)reader.TokenStartIndex;
        if (JsonData.Pass(ref reader, body.Span) is { } fault) return fault;
        var value = body[start..(int)reader.BytesConsumed];
        if (member == Json) _json = value;
        else _base64 = value;
        return null;
    }

    /// <summary>Gives the draft its data, and the content type that it implies.</summary>
    public readonly string? CopyTo(EventDraft draft)
    {
        var contentType = draft.DataContentType;
        if (EventData.Read(_json, _base64, ref contentType, out var data) is { } fault) return fault;
        (draft.Data, draft.DataContentType) = (data, contentType);
        return null;
    }
}
