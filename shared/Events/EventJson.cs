using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Confluent.Kafka;
using Gateway.Shared.Channels;
using Gateway.Shared.Positions;

namespace Gateway.Shared.Events;

/// <summary>
/// A log record as the <c>event</c> object of docs/protocol.md, the same over WebSocket and REST. A record that some other producer
/// wrote gets its position as id and Kafka's time, where its CloudEvents headers are missing or do not count (<see cref="HeaderText"/>).
/// </summary>
public static class EventJson
{
    private const string ForeignSource = "kafka";
    private static readonly long MaxTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>How JSON is written to clients.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new()
    {
        // The text goes into a message of its own, never into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
#if !DEBUG
        SkipValidation = true,
#endif
    };

    /// <summary>Writes the members of the object, without the object's braces. Allocates nothing that the record does not ask for.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Position position, Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> message, bool isRow = false)
    {
        if (isRow) WriteRow(json, message.Key.GetValueOrDefault().Span, isDeleted: message.Value is null);
        else json.WriteString("channel"u8, message.Key.GetValueOrDefault().Span);
        WritePosition(json, position);
        WriteAttributes(json, message, position);
        WriteData(json, message);
    }

    private static void WriteRow(Utf8JsonWriter json, ReadOnlySpan<byte> recordKey, bool isDeleted)
    {
        var channel = RowKey.ChannelLength(recordKey);
        json.WriteString("channel"u8, recordKey[..channel]);
        json.WriteString("key"u8, recordKey[(channel + 1)..]);
        if (isDeleted) json.WriteBoolean("deleted"u8, true);
    }

    private static void WritePosition(Utf8JsonWriter json, Position position)
    {
        Span<byte> text = stackalloc byte[Position.MaxLength];
        json.WriteString("position"u8, text[..position.Format(text)]);
    }

    private static void WriteAttributes(Utf8JsonWriter json, Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> message, Position position)
    {
        var headers = message.Headers;
        if (!TryWrite(json, "id"u8, headers, EventHeaders.Id)) json.WriteString("id"u8, position.ToString());
        if (!TryWrite(json, "source"u8, headers, EventHeaders.Source)) json.WriteString("source"u8, ForeignSource);
        if (!TryWrite(json, "type"u8, headers, EventHeaders.Type)) json.WriteString("type"u8, EventDefaults.Type);
        if (HeaderText.TryGetTime(headers, EventHeaders.Time, out var time)) json.WriteString("time"u8, time);
        else WriteTime(json, message.Timestamp);
        TryWrite(json, "subject"u8, headers, EventHeaders.Subject);
        TryWrite(json, "datacontenttype"u8, headers, EventHeaders.ContentType);
        WriteExtensions(json, headers);
    }

    private static bool TryWrite(Utf8JsonWriter json, ReadOnlySpan<byte> name, Headers headers, string header)
    {
        if (!HeaderText.TryGet(headers, header, out var value)) return false;
        json.WriteString(name, value);
        return true;
    }

    // A producer may claim any time stamp, even one that is no date.
    private static void WriteTime(Utf8JsonWriter json, Timestamp timestamp) => json.WriteString(
        "time"u8,
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(timestamp.UnixTimestampMs, 0, MaxTime))
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    private static void WriteExtensions(Utf8JsonWriter json, Headers headers)
    {
        var any = false;
        for (var i = 0; i < headers.Count; i++)
        {
            if (!IsExtension(headers[i].Key) || headers[i].GetValueBytes() is not { } value || !Utf8.IsValid(value)) continue;
            if (!any) json.WriteStartObject("extensions"u8);
            any = true;
            json.WriteString(headers[i].Key.AsSpan(EventHeaders.Prefix.Length), value);
        }
        if (any) json.WriteEndObject();
    }

    private static bool IsExtension(string header) =>
        header.StartsWith(EventHeaders.Prefix, StringComparison.Ordinal)
        && header is not (EventHeaders.SpecVersion or EventHeaders.Id or EventHeaders.Source or EventHeaders.Type
            or EventHeaders.Time or EventHeaders.Subject);

    private static void WriteData(Utf8JsonWriter json, Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> message)
    {
        if (message.Value is not { } value) return;
        // Without a content type it is JSON (CloudEvents JSON format 1.0.2, section 3.1).
        var type = message.Headers.TryGetLastBytes(EventHeaders.ContentType, out var header) && header is not null
            ? DataFormats.Of(header)
            : DataFormat.Json;
        if (type is DataFormat.Json && DataFormats.IsJson(value.Span))
        {
            json.WritePropertyName("data"u8);
            json.WriteRawValue(value.Span, skipInputValidation: true);
        }
        else if (type is DataFormat.Text && Utf8.IsValid(value.Span)) json.WriteString("data"u8, value.Span);
        // Also what is declared as JSON and is none: a string would look like one that its producer wrote.
        else json.WriteBase64String("data_base64"u8, value.Span);
    }
}
