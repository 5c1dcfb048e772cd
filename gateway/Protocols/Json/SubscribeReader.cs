using System.Text.Json;
using Gateway.Connections;
using Gateway.Shared.Errors;

namespace Gateway.Protocols.Json;

/// <summary>Reads the channels of <c>subscribe</c> and <c>unsubscribe</c>.</summary>
internal static class SubscribeReader
{
    /// <summary>The most channels of one command.</summary>
    public const int MaxChannels = 1_000;

    // A good name has 200 bytes, and each may be written as an escape of six. Longer ones would only make the reply longer.
    private const int MaxNameBytes = 1_200;

    private const int Channel = 0;

    private static readonly FieldNames Fields = new("subscribe", "channels");
    private static readonly FieldNames EndFields = new("unsubscribe", "channels", "forget");
    private static readonly FieldNames ChannelFields = new(
        "a channel", "channel", "position", "start", "last", "durable", "key", "key_prefix", "conflate", "max_rate");

    /// <summary>Reads <c>subscribe</c>.</summary>
    public static Command.Subscribe Read(ref FieldReader fields)
    {
        var channels = new List<ChannelRequest>();
        uint seen = 0;
        while (fields.TryField(Fields, ref seen, out var field))
            while (TryElement(ref fields, Fields, field, channels.Count)) channels.Add(ReadChannel(ref fields));
        if (channels.Count == 0) RefuseNone(ref fields, Fields);
        return new Command.Subscribe(null, channels);
    }

    /// <summary>Reads <c>unsubscribe</c>.</summary>
    public static Command.Unsubscribe ReadEnd(ref FieldReader fields)
    {
        var channels = new List<string>();
        var forget = false;
        uint seen = 0;
        while (fields.TryField(EndFields, ref seen, out var field))
            if (field == Channel) while (TryElement(ref fields, EndFields, field, channels.Count)) channels.Add(ReadName(ref fields, EndFields));
            else forget = fields.Flag(EndFields, field);
        if (channels.Count == 0) RefuseNone(ref fields, EndFields);
        return new Command.Unsubscribe(null, channels, forget);
    }

    // Goes on to the array's next element; after a fault to its end, so that nothing is made of the rest.
    private static bool TryElement(ref FieldReader fields, FieldNames names, int field, int read)
    {
        if (read == 0 && fields.Token is not JsonTokenType.StartArray)
        {
            fields.Wrong(names, field, "a list of channels");
            return false;
        }
        while (fields.Next() && fields.Token is not JsonTokenType.EndArray)
        {
            if (read == MaxChannels) fields.Refuse(Codes.TooManyChannels);
            if (fields.Fault is null) return true;
            fields.Skip();
        }
        return false;
    }

    private static void RefuseNone(ref FieldReader fields, FieldNames names) =>
        fields.Refuse(Codes.InvalidCommand, names.Expects(Channel, "a list of 1 to 1,000 channels"));

    private static ChannelRequest ReadChannel(ref FieldReader fields)
    {
        if (fields.Token is not JsonTokenType.StartObject) return new ChannelRequest(ReadName(ref fields, Fields), null);
        var read = default(ChannelRequest);
        uint seen = 0;
        while (fields.TryField(ChannelFields, ref seen, out var field)) ReadField(ref fields, field, ref read);
        Check(ref fields, read);
        return read;
    }

    // In the order of the names.
    private static void ReadField(ref FieldReader fields, int field, ref ChannelRequest read) => read = field switch
    {
        Channel => read with { Channel = ReadName(ref fields, ChannelFields) },
        1 => read with { Position = fields.Text(ChannelFields, field) },
        2 => read with { Start = fields.Text(ChannelFields, field) },
        3 => read with { Last = fields.Count(ChannelFields, field) },
        4 => read with { Durable = fields.Text(ChannelFields, field) },
        5 => read with { Key = fields.Text(ChannelFields, field) },
        6 => read with { KeyPrefix = fields.Text(ChannelFields, field) },
        7 => read with { Conflate = fields.Flag(ChannelFields, field) },
        _ => read with { MaxRate = fields.Number(ChannelFields, field) },
    };

    private static void Check(ref FieldReader fields, in ChannelRequest read)
    {
        if (read.Channel is null) fields.Refuse(Codes.InvalidCommand, ChannelFields.Lacks(Channel));
        if ((read.Position is null ? 0 : 1) + (read.Start is null ? 0 : 1) + (read.Last is null ? 0 : 1) > 1)
            fields.Refuse(Codes.InvalidCommand, "A channel has one of 'position', 'start' and 'last'.");
        if (read.Key is not null && read.KeyPrefix is not null) fields.Refuse(Codes.InvalidCommand, "A channel has one of 'key' and 'key_prefix'.");
    }

    private static string ReadName(ref FieldReader fields, FieldNames names)
    {
        if (fields.Token is not JsonTokenType.String) fields.Wrong(names, Channel, ReferenceEquals(names, ChannelFields) ? "text" : "a list of names, or of objects in subscribe");
        else if (fields.Raw.Length > MaxNameBytes) fields.Refuse(Codes.ChannelInvalid, "A channel's name is far too long.");
        else if (fields.TextHere() is { } name) return name;
        else fields.Wrong(names, Channel, "text without lone surrogates");
        return "";
    }
}
