using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Gateway.Connections;
using Gateway.Shared.Events;

namespace Gateway.Protocols.Json;

/// <summary>Reads the event of a <c>publish</c> command.</summary>
internal static class DraftReader
{
    private const string BinaryType = "application/octet-stream";

    /// <summary>The event; null if a field has the wrong type or data is given twice.</summary>
    public static EventDraft? Read(JsonElement body)
    {
        if (!CommandReader.TryText(body, "channel"u8, out var channel) || channel is null) return null;
        if (!CommandReader.TryText(body, "id"u8, out var id)) return null;
        if (!CommandReader.TryText(body, "type"u8, out var type)) return null;
        if (!CommandReader.TryText(body, "subject"u8, out var subject)) return null;
        if (!CommandReader.TryText(body, "datacontenttype"u8, out var contentType)) return null;
        if (!CommandReader.TryText(body, "key"u8, out var key)) return null;
        return TryData(body, ref contentType, out var data) ? new EventDraft(channel, id, type, subject, contentType, data, key) : null;
    }

    private static bool TryData(JsonElement body, ref string? contentType, out byte[]? data)
    {
        data = null;
        var hasData = body.TryGetProperty("data"u8, out var value);
        if (!body.TryGetProperty("data_base64"u8, out var base64))
        {
            if (!hasData) return true;
            contentType ??= MediaTypes.Json;
            data = Bytes(value, contentType);
            return true;
        }
        contentType ??= BinaryType;
        return !hasData && base64.ValueKind is JsonValueKind.String && base64.TryGetBytesFromBase64(out data);
    }

    // Text stands as a JSON string only because the envelope is JSON; any other value is kept byte for byte.
    private static byte[] Bytes(JsonElement value, string contentType) =>
        value.ValueKind is JsonValueKind.String && DataFormats.Of(contentType) is not DataFormat.Json
            ? Encoding.UTF8.GetBytes(value.GetString()!)
            : JsonMarshal.GetRawUtf8Value(value).ToArray();
}
