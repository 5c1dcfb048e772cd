using System.Text;
using System.Text.Json;
using Gateway.Shared.Events;

namespace Gateway.PublisherApi.Publishing;

/// <summary>The data member of a structured event. What it means is known only when <c>datacontenttype</c> has been read, which may come later.</summary>
internal struct StructuredData(ReadOnlyMemory<byte> body)
{
    private const string Json = "data";
    private const string Base64 = "data_base64";

    private string? _member;
    private JsonTokenType _token;
    private ReadOnlyMemory<byte> _value;

    public static bool IsMember(string name) => name is Json or Base64;

    /// <summary>Takes the value that the reader stands on, as it is written.</summary>
    public string? Take(ref Utf8JsonReader reader, string member)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (_member is not null) return $"The members '{Json}' and '{Base64}' are given together, or one of them twice.";
        _member = member;
        _token = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        _value = body[start..(int)reader.BytesConsumed];
        return null;
    }

    /// <summary>Gives the draft its data (CloudEvents JSON format, section 3.1.1).</summary>
    public readonly string? CopyTo(EventDraft draft)
    {
        if (_member is null) return null;
        if (_member == Base64) return CopyBytes(draft);
        draft.DataContentType ??= MediaTypes.Json;
        if (!MediaTypes.IsJson(draft.DataContentType)) return CopyText(draft);
        draft.Data = _value;
        return null;
    }

    private readonly string? CopyBytes(EventDraft draft)
    {
        var reader = ReaderOnValue();
        if (_token != JsonTokenType.String || !reader.TryGetBytesFromBase64(out var bytes)) return $"The member '{Base64}' is not base64.";
        draft.Data = bytes;
        return null;
    }

    private readonly string? CopyText(EventDraft draft)
    {
        if (_token != JsonTokenType.String) return $"The member '{Json}' is not a string, although 'datacontenttype' is not JSON.";
        draft.Data = Encoding.UTF8.GetBytes(ReaderOnValue().GetString()!);
        return null;
    }

    private readonly Utf8JsonReader ReaderOnValue()
    {
        var reader = new Utf8JsonReader(_value.Span);
        reader.Read();
        return reader;
    }
}
