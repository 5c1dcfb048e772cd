using System.Text.Json;
using System.Text.Unicode;
using Gateway.Shared.Events;

namespace Gateway.PublisherApi.Publishing;

/// <summary>Reads the structured content mode: one JSON object holds attributes and data (CloudEvents JSON format 1.0.2).</summary>
internal static class StructuredEvent
{
    /// <summary>The media type of this mode.</summary>
    public const string ContentType = "application/cloudevents+json";

    /// <summary>What is wrong with an escape such as \ud800 that stands for no character.</summary>
    public const string HalfSurrogate = "A string in the event holds half of a surrogate pair.";

    /// <summary>Fills the draft, with data that may lie in <paramref name="body"/>; returns what is wrong, null if nothing.</summary>
    public static string? Read(ReadOnlyMemory<byte> body, EventDraft draft)
    {
        if (!Utf8.IsValid(body.Span)) return "The body is not valid UTF-8.";
        try
        {
            var reader = new Utf8JsonReader(body.Span, JsonData.ReaderOptions);
            reader.Read();
            var fault = ReadObject(ref reader, body, draft);
            // The reader throws if anything but white space follows the object.
            if (fault is null) reader.Read();
            return fault;
        }
        catch (JsonException failure)
        {
            return $"The body is not JSON: {JsonData.PlaceOf(failure)}.";
        }
        catch (InvalidOperationException)
        {
            return HalfSurrogate;
        }
    }

    /// <summary>Fills the draft from the object in <paramref name="body"/> that the reader stands on, and moves to its end; returns what is wrong.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="InvalidOperationException">That is the reader's word for an escape such as \ud800 that stands for no character.</exception>
    public static string? ReadObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, EventDraft draft)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return "The event is not a JSON object.";
        var data = new StructuredData(body);
        return ReadMembers(ref reader, ref data, draft) ?? data.CopyTo(draft);
    }

    private static string? ReadMembers(ref Utf8JsonReader reader, ref StructuredData data, EventDraft draft)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = MemberNames.Of(ref reader);
            reader.Read();
            var fault = StructuredData.IsMember(name) ? data.Take(ref reader, name) : ReadAttribute(ref reader, name, draft);
            if (fault is not null) return fault;
        }
        return null;
    }

    private static string? ReadAttribute(ref Utf8JsonReader reader, string name, EventDraft draft) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => draft.Set(name, reader.GetString()!),
        JsonTokenType.True => draft.Set(name, "true"),
        JsonTokenType.False => draft.Set(name, "false"),
        JsonTokenType.Number when reader.TryGetInt64(out var number) => draft.Set(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        JsonTokenType.Number => $"The attribute {AttributeName.Quote(name)} is a number, but no integer. Give a string.",
        _ => $"The attribute {AttributeName.Quote(name)} is an array or an object. Give a string, an integer or a boolean; what is nested belongs into 'data'.",
    };
}
