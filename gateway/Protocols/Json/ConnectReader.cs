using System.Text.Json;
using System.Text.Unicode;
using Gateway.Connections;
using Gateway.Shared.Errors;

namespace Gateway.Protocols.Json;

/// <summary>
/// Reads the first command of a connection, of which nothing is known yet: one pass over the bytes, which makes nothing but the token's text. Never throws for what a client
/// sends: what is no <c>connect</c> is <see cref="Command.Invalid"/>.
/// </summary>
internal static class ConnectReader
{
    // The message and the command.
    private const int MaxDepth = 8;

    /// <summary>Reads one message.</summary>
    public static Command Read(ReadOnlySpan<byte> message)
    {
        long? id = null;
        if (!Utf8.IsValid(message)) return new Command.Invalid(null, Codes.MalformedFrame);
        try
        {
            var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = MaxDepth });
            return Read(ref reader, ref id);
        }
        catch (JsonException)
        {
            return new Command.Invalid(id, Codes.MalformedFrame);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: valid JSON, but no text.
            return new Command.Invalid(id, Codes.MalformedFrame);
        }
    }

    private static Command Read(ref Utf8JsonReader json, ref long? id)
    {
        Code? fault = null;
        string? token = null;
        var commands = 0;
        if (!json.Read() || json.TokenType is not JsonTokenType.StartObject) return new Command.Invalid(null, Codes.MalformedFrame);
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("id"u8)) id = ReadId(ref json);
            else if (++commands > 1) return new Command.Invalid(id, Codes.MalformedFrame);
            else fault = ReadCommand(ref json, out token);
        }
        // The end of the object, and of the message.
        if (json.Read() || id is null || commands == 0) return new Command.Invalid(id, Codes.MalformedFrame);
        return fault is null ? new Command.Connect(id, token) : new Command.Invalid(id, fault);
    }

    private static long? ReadId(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.Number && json.TryGetInt64(out var id) && id is >= 1 and <= CommandReader.MaxId) return id;
        json.Skip();
        return null;
    }

    private static Code? ReadCommand(ref Utf8JsonReader json, out string? token)
    {
        token = null;
        if (!json.ValueTextEquals("connect"u8))
        {
            json.Skip();
            return Codes.NotConnected;
        }
        json.Read();
        if (json.TokenType is JsonTokenType.StartObject) return ReadToken(ref json, out token) ? null : Codes.InvalidCommand;
        json.Skip();
        return Codes.InvalidCommand;
    }

    private static bool ReadToken(ref Utf8JsonReader json, out string? token)
    {
        token = null;
        var isText = true;
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            var isToken = json.ValueTextEquals("token"u8);
            json.Read();
            if (!isToken) json.Skip();
            else if (json.TokenType is JsonTokenType.String) token = json.GetString();
            else if (json.TokenType is not JsonTokenType.Null) isText = false;
            if (isToken) json.Skip();
        }
        return isText;
    }
}
