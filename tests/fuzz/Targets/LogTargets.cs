using System.Buffers;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Gateway.Protocols.Json;
using Gateway.Shared.Cursors;
using Gateway.Shared.Positions;
using static Gateway.Tests.Fuzz.BrokenPropertyException;

namespace Gateway.Tests.Fuzz.Targets;

/// <summary>What lies in Kafka, where any producer may have written it.</summary>
internal static class LogTargets
{
    private static readonly EventEncoder Encoder = new();

    internal static readonly Target CursorKeys = new("cursorkeys", input =>
    {
        if (CursorKey.From(input) is not { } key) return;
        using var document = Text.Json(input);
        Unless(document is { RootElement.ValueKind: JsonValueKind.Array } && document.RootElement.GetArrayLength() == 4, "A cursor's key is four texts.");
        Unless(CursorKey.From(key.ToJson()) == key, "A cursor's key that is written is read as it was.");
    })
    { Words = ["""["demo","orders.1","alice","phone"]""", "\"\",", "null", "\\ud800", "[", "]"] };

    internal static readonly Target CursorValues = new("cursorvalues", input =>
    {
        if (StoredCursor.From(input) is not { } cursor) return;
        Unless(StoredCursor.From(cursor.ToJson()) == cursor, "A cursor that is written is read as it was.");
    })
    { Words = ["""{"position":"5f3a0c11.3.1041","start":"5f3a0c11.3.1","acknowledged":"2026-01-01T00:00:00Z"}""", "null", "\"position\":", "\"start\":", "\"00000000.0.-1\""] };

    // Parts, divided by a byte that stands for nothing else: key, value, then names and values of headers.
    internal static readonly Target Records = new("records", input =>
    {
        var parts = Divide(input, 0x01);
        var headers = new Headers();
        for (var i = 2; i + 1 < parts.Count; i += 2)
            if (parts[i].Length > 0) headers.Add(Encoding.UTF8.GetString(parts[i]), parts[i + 1]);
        Show(new Message<byte[], byte[]?> { Key = parts[0], Value = parts.Count > 1 ? parts[1] : null, Headers = headers }, null);
    })
    { Words = ["\u0001ce_id\u00011", "\u0001ce_source\u0001/s", "\u0001ce_type\u0001t", "\u0001content-type\u0001application/json", "\u0001content-type\u0001text/plain", "\u0001ce_x\u0001y", "\u0001ce_time\u0001z", "{\"a\":1}"] };

    /// <summary>Fails unless a client gets JSON with the data and, if one is given, the id.</summary>
    internal static void Show(Message<byte[], byte[]?> message, string? id)
    {
        var record = new Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> { Key = message.Key, Value = message.Value is { } value ? value : default(ReadOnlyMemory<byte>?), Headers = message.Headers };
        if (!System.Text.Unicode.Utf8.IsValid(message.Key)) return;
        var frame = Encoder.Encode(new Position(1, 2, 3), record);
        using var document = Text.Json(PayloadOf(frame));
        Unless(document is not null, "What clients are sent is JSON.");
        var shown = document!.RootElement.GetProperty("event");
        Unless(id is null || shown.GetProperty("id").GetString() == id, "An event has the id that its publisher gave it.");
        Unless(shown.TryGetProperty("data", out _) || shown.TryGetProperty("data_base64", out _) == message.Value is not null, "An event has data if its record has.");
    }

    private static byte[] PayloadOf(ReadOnlySpan<byte> frame) => frame[Connections.WebSockets.FrameHeader.LengthOf(frame)..].ToArray();

    private static List<byte[]> Divide(byte[] input, byte divider)
    {
        var parts = new List<byte[]>();
        foreach (var range in input.AsSpan().Split(divider)) parts.Add(input[range]);
        return parts;
    }
}
