using Gateway.Connections;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;

namespace Gateway.Protocols.Json;

/// <summary>Reads the event of a <c>publish</c> command.</summary>
internal static class DraftReader
{
    private const int Channel = 0;
    private const int ContentType = 4;
    private const int Texts = 6;
    private const int Data = 6;

    private static readonly FieldNames Fields = new("publish", "channel", "id", "type", "subject", "datacontenttype", "key", "data", "data_base64");

    /// <summary>The event, with what is wrong with its data; null if the reader noted a fault.</summary>
    public static EventDraft? Read(ref FieldReader fields)
    {
        var texts = new string?[Texts];
        ReadOnlyMemory<byte>? json = null;
        ReadOnlyMemory<byte>? base64 = null;
        string? fault = null;
        uint seen = 0;
        while (fields.TryField(Fields, ref seen, out var field))
            if (field == Data) json = fields.Data(out fault);
            else if (field > Data) base64 = fields.Value();
            else texts[field] = fields.Text(Fields, field);
        if (texts[Channel] is null) fields.Refuse(Codes.InvalidCommand, Fields.Lacks(Channel));
        if (fields.Fault is not null) return null;
        ReadOnlyMemory<byte>? data = null;
        fault ??= EventData.Read(json, base64, ref texts[ContentType], out data);
        // A copy: the message's memory is used again.
        return new EventDraft(texts[0]!, texts[1], texts[2], texts[3], texts[ContentType], data?.ToArray(), texts[5], fault);
    }
}
