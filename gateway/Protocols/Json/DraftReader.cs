using System.Runtime.InteropServices;
using System.Text.Json;
using Gateway.Connections;
using Gateway.Shared.Events;

namespace Gateway.Protocols.Json;

/// <summary>Reads the event of a <c>publish</c> command.</summary>
internal static class DraftReader
{
    /// <summary>The event, with what is wrong with its data; null if a field has the wrong type.</summary>
    public static EventDraft? Read(JsonElement body)
    {
        if (!CommandReader.TryText(body, "channel"u8, out var channel) || channel is null) return null;
        if (!CommandReader.TryText(body, "id"u8, out var id)) return null;
        if (!CommandReader.TryText(body, "type"u8, out var type)) return null;
        if (!CommandReader.TryText(body, "subject"u8, out var subject)) return null;
        if (!CommandReader.TryText(body, "datacontenttype"u8, out var contentType)) return null;
        if (!CommandReader.TryText(body, "key"u8, out var key)) return null;
        var fault = ReadData(body, ref contentType, out var data);
        return new EventDraft(channel, id, type, subject, contentType, data, key, fault);
    }

    // By the rules of every way in. A fault is one of the event, which the client is told with its id.
    private static string? ReadData(JsonElement body, ref string? contentType, out byte[]? data)
    {
        data = null;
        var (json, base64) = (RawOf(body, "data"u8), RawOf(body, "data_base64"u8));
        if (json is not null && MediaTypes.IsJson(contentType ?? MediaTypes.Json) && JsonData.FaultOf(json) is { } broken) return broken;
        // Not a conversion of the array: null would become empty memory.
        var fault = EventData.Read(json is null ? default(ReadOnlyMemory<byte>?) : json, base64 is null ? default(ReadOnlyMemory<byte>?) : base64, ref contentType, out var read);
        if (read is { } bytes) data = MemoryMarshal.TryGetArray(bytes, out var all) && all.Array!.Length == bytes.Length ? all.Array : bytes.ToArray();
        return fault;
    }

    private static byte[]? RawOf(JsonElement body, ReadOnlySpan<byte> member) =>
        body.TryGetProperty(member, out var value) ? JsonMarshal.GetRawUtf8Value(value).ToArray() : null;
}
