using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.PublisherApi.Publishing;

/// <summary>Reads the structured content mode: one JSON object holds attributes and data (CloudEvents JSON format 1.0.2).</summary>
internal static class StructuredEvent
{
    /// <summary>The media type of this mode.</summary>
    public const string ContentType = "application/cloudevents+json";

    /// <summary>Fills the draft, with data that may lie in <paramref name="body"/>; returns what is wrong, null if nothing.</summary>
    public static string? Read(ReadOnlyMemory<byte> body, EventDraft draft)
    {
        if (!Utf8.IsValid(body.Span)) return "The body is not valid UTF-8.";
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            var data = new StructuredData(body);
            return ReadMembers(ref reader, ref data, draft) ?? data.CopyTo(draft);
        }
        catch (JsonException)
        {
            return "The body is not JSON.";
        }
        catch (InvalidOperationException)
        {
            // The reader's word for an escape such as \ud800 that stands for no character.
            return "A string in the body holds half of a surrogate pair.";
        }
    }

    private static string? ReadMembers(ref Utf8JsonReader reader, ref StructuredData data, EventDraft draft)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return "The body is not a JSON object.";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var fault = StructuredData.IsMember(name) ? data.Take(ref reader, name) : ReadAttribute(ref reader, name, draft);
            if (fault is not null) return fault;
        }
        // The reader throws if anything but white space follows the object.
        reader.Read();
        return null;
    }

    private static string? ReadAttribute(ref Utf8JsonReader reader, string name, EventDraft draft) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => draft.Set(name, reader.GetString()!),
        JsonTokenType.True => draft.Set(name, "true"),
        JsonTokenType.False => draft.Set(name, "false"),
        JsonTokenType.Number when reader.TryGetInt64(out var number) => draft.Set(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        _ => "An attribute is neither text nor an integer nor a boolean.",
    };
}
