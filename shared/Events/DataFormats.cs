using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Shared.Events;

/// <summary>How an event's data is shown in JSON.</summary>
public enum DataFormat
{
    Json,
    Text,
    Binary,
}

/// <summary>Tells the format from the media type, as the CloudEvents JSON format does (section 3.1), with text shown as text.</summary>
public static class DataFormats
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = JsonData.MaxDepth };

    /// <summary>The format of a media type; its parameters do not matter.</summary>
    public static DataFormat Of(ReadOnlySpan<char> mediaType)
    {
        if (MediaTypes.IsJson(mediaType)) return DataFormat.Json;
        return MediaTypes.EssenceOf(mediaType).StartsWith("text/", StringComparison.OrdinalIgnoreCase) ? DataFormat.Text : DataFormat.Binary;
    }

    /// <summary>The format of a media type in UTF-8. The usual one costs no text.</summary>
    public static DataFormat Of(ReadOnlySpan<byte> mediaType) =>
        mediaType.SequenceEqual("application/json"u8) ? DataFormat.Json : Of(Encoding.UTF8.GetString(mediaType));

    /// <summary>Whether the bytes are one JSON text, in UTF-8 (RFC 8259).</summary>
    public static bool IsJson(ReadOnlySpan<byte> data)
    {
        // The reader below does not look into strings.
        if (!Utf8.IsValid(data)) return false;
        var reader = new Utf8JsonReader(data, ReaderOptions);
        try
        {
            while (reader.Read())
            {
            }
            return !data.IsEmpty;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
