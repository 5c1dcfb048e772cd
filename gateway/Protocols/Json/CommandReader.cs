using System.Text.Json;
using System.Text.Unicode;
using Gateway.Connections;
using Gateway.Shared.Errors;

namespace Gateway.Protocols.Json;

/// <summary>
/// Reads the commands of docs/protocol.md, in one pass, and makes nothing of a command before all of it is known to be within bounds. Never throws for what a client sends: what it
/// cannot read is <see cref="Command.Invalid"/>, by its id if that can be read.
/// </summary>
internal static class CommandReader
{
    /// <summary>The greatest id: what every JSON parser reads exactly (RFC 8259, 6).</summary>
    internal const long MaxId = (1L << 53) - 1;

    private static readonly FieldNames Commands = new("a message", "connect", "subscribe", "unsubscribe", "publish", "ack", "ping");
    private static readonly FieldNames IdOnly = new("a message", "id");
    private static readonly FieldNames All = new("a message", "id", "connect", "subscribe", "unsubscribe", "publish", "ack", "ping");
    private static readonly FieldNames ConnectFields = new("connect", "token");
    private static readonly FieldNames AckFields = new("ack", "channel", "position");
    private static readonly FieldNames PingFields = new("ping");

    /// <summary>Reads one message.</summary>
    public static Command Read(ReadOnlyMemory<byte> message) => Read(message, isStranger: false);

    /// <summary>Reads the first message of a connection, of which nothing else than <c>connect</c> is taken, and so nothing else is made.</summary>
    public static Command ReadFirst(ReadOnlyMemory<byte> message) => Read(message, isStranger: true);

    private static Command Read(ReadOnlyMemory<byte> message, bool isStranger)
    {
        // A text message was checked by the frame reader, a binary one was not; the JSON reader does not look into strings.
        if (!Utf8.IsValid(message.Span)) return new Command.Invalid(null, Codes.MalformedFrame, "The message is no UTF-8.");
        long? id = null;
        var fields = new FieldReader(message);
        try
        {
            var command = Read(ref fields, ref id, isStranger);
            if (id is null) return new Command.Invalid(null, Codes.MalformedFrame, "The id is missing, or no whole number from 1 to 9007199254740991.");
            return fields.Fault is { } fault ? new Command.Invalid(id, fault, fields.Detail) : WithId(command!, id);
        }
        catch (JsonException broken)
        {
            return new Command.Invalid(id, Codes.MalformedFrame, $"It is no JSON from byte {broken.BytePositionInLine} of line {broken.LineNumber + 1} on.");
        }
    }

    // The id may stand after the command.
    private static Command WithId(Command command, long? id) => command with { Id = id };

    private static Command? Read(ref FieldReader fields, ref long? id, bool isStranger)
    {
        Command? command = null;
        var (ids, commands) = (0, 0);
        if (!fields.Next() || fields.Token is not JsonTokenType.StartObject)
        {
            fields.Refuse(Codes.MalformedFrame);
            // Also what is no JSON is to be told as such.
            while (fields.Next())
            {
            }
            return null;
        }
        while (fields.Next() && fields.Token is JsonTokenType.PropertyName)
        {
            if (fields.IndexOf(IdOnly) == 0)
            {
                if (ids++ == 0) id = fields.Id();
                else RefuseMore(ref fields, "The id stands there twice.");
            }
            else if (fields.IndexOf(Commands) is >= 0 and var known)
            {
                if (commands++ == 0) command = ReadCommand(ref fields, known, isStranger);
                else RefuseMore(ref fields, "There are two commands.");
            }
            else RefuseUnknown(ref fields, hasCommand: commands > 0);
        }
        if (commands == 0) fields.Refuse(Codes.MalformedFrame, "There is no command.");
        // What comes after the object is a fault of the JSON.
        fields.Next();
        return command;
    }

    private static void RefuseMore(ref FieldReader fields, string detail)
    {
        fields.Refuse(Codes.MalformedFrame, detail);
        fields.Skip();
    }

    private static void RefuseUnknown(ref FieldReader fields, bool hasCommand)
    {
        fields.Refuse(hasCommand ? Codes.InvalidCommand : Codes.UnknownCommand, All.Unknown(fields.Raw));
        fields.Skip();
    }

    private static Command? ReadCommand(ref FieldReader fields, int command, bool isStranger)
    {
        fields.Next();
        if (isStranger && command > 0) fields.Refuse(Codes.NotConnected);
        else if (fields.Token is not JsonTokenType.StartObject) fields.Refuse(Codes.InvalidCommand, Commands.Expects(command, "an object"));
        else return ReadFields(ref fields, command);
        fields.Skip();
        return null;
    }

    // In the order of the names.
    private static Command? ReadFields(ref FieldReader fields, int command) => command switch
    {
        0 => ReadConnect(ref fields),
        1 => SubscribeReader.Read(ref fields),
        2 => SubscribeReader.ReadEnd(ref fields),
        3 => DraftReader.Read(ref fields) is { } draft ? new Command.Publish(null, draft) : null,
        4 => ReadAck(ref fields),
        _ => ReadPing(ref fields),
    };

    private static Command.Connect ReadConnect(ref FieldReader fields)
    {
        string? token = null;
        uint seen = 0;
        while (fields.TryField(ConnectFields, ref seen, out var field)) token = fields.Text(ConnectFields, field);
        return new Command.Connect(null, token);
    }

    private static Command.Ack ReadAck(ref FieldReader fields)
    {
        var texts = new string?[2];
        uint seen = 0;
        while (fields.TryField(AckFields, ref seen, out var field)) texts[field] = fields.Text(AckFields, field);
        for (var field = 0; field < texts.Length; field++)
            if (texts[field] is null) fields.Refuse(Codes.InvalidCommand, AckFields.Lacks(field));
        return new Command.Ack(null, texts[0] ?? "", texts[1] ?? "");
    }

    private static Command.Ping ReadPing(ref FieldReader fields)
    {
        uint seen = 0;
        while (fields.TryField(PingFields, ref seen, out _))
        {
        }
        return new Command.Ping(null);
    }
}
