using System.Text.Json;
using System.Text.Unicode;
using Gateway.Connections;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;

namespace Gateway.Protocols.Json;

/// <summary>Reads the commands of docs/protocol.md. Never throws for what a client sends: what it cannot read is <see cref="Command.Invalid"/>.</summary>
internal static class CommandReader
{
    internal const long MaxId = (1L << 53) - 1;

    // As deep as an event's data is read, so that what is too deep is told as such.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonData.ReaderOptions.MaxDepth };

    /// <summary>Reads one message.</summary>
    public static Command Read(ReadOnlyMemory<byte> message)
    {
        // A text message was checked by the frame reader, a binary one was not; the parser does not look into strings.
        if (!Utf8.IsValid(message.Span)) return new Command.Invalid(null, Codes.MalformedFrame);
        try
        {
            using var document = JsonDocument.Parse(message, Options);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return new Command.Invalid(null, Codes.MalformedFrame);
        }
        catch (InvalidOperationException)
        {
            // A property's name with a lone surrogate: valid JSON, but no text.
            return new Command.Invalid(null, Codes.MalformedFrame);
        }
    }

    private static Command Read(JsonElement message)
    {
        if (message.ValueKind is not JsonValueKind.Object) return new Command.Invalid(null, Codes.MalformedFrame);
        long? id = null;
        JsonProperty? command = null;
        foreach (var property in message.EnumerateObject())
        {
            if (property.NameEquals("id"u8)) id = IdOf(property.Value);
            else if (command is null) command = property;
            else return new Command.Invalid(id, Codes.MalformedFrame);
        }
        if (id is null || command is null) return new Command.Invalid(id, Codes.MalformedFrame);
        try
        {
            return Read(id.Value, command.Value.Name, command.Value.Value) ?? new Command.Invalid(id, Codes.InvalidCommand);
        }
        catch (InvalidOperationException)
        {
            // A string with a lone surrogate.
            return new Command.Invalid(id, Codes.InvalidCommand);
        }
    }

    private static long? IdOf(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var id) && id is >= 1 and <= MaxId ? id : null;

    // Null if the fields are not what the command needs.
    private static Command? Read(long id, string name, JsonElement body) => name switch
    {
        _ when body.ValueKind is not JsonValueKind.Object => null,
        "connect" => TryText(body, "token"u8, out var token) ? new Command.Connect(id, token) : null,
        "subscribe" => ReadSubscribe(id, body),
        "unsubscribe" => ReadUnsubscribe(id, body),
        "publish" => DraftReader.Read(body) is { } draft ? new Command.Publish(id, draft) : null,
        "ack" => ReadAck(id, body),
        "ping" => new Command.Ping(id),
        _ => new Command.Invalid(id, Codes.UnknownCommand),
    };

    private static Command.Subscribe? ReadSubscribe(long id, JsonElement body)
    {
        if (!TryChannels(body, out var items)) return null;
        var channels = new List<ChannelRequest>(items.GetArrayLength());
        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind is JsonValueKind.String) channels.Add(new ChannelRequest(item.GetString()!, null));
            else if (ReadChannel(item) is { } channel) channels.Add(channel);
            else return null;
        }
        return new Command.Subscribe(id, channels);
    }

    private static ChannelRequest? ReadChannel(JsonElement item) =>
        item.ValueKind is JsonValueKind.Object
        && TryText(item, "channel"u8, out var channel) && channel is not null
        && TryText(item, "position"u8, out var position)
        && TryText(item, "start"u8, out var start)
        && TryCount(item, "last"u8, out var last)
        && TryText(item, "durable"u8, out var durable)
        && TryText(item, "key"u8, out var key)
        && TryText(item, "key_prefix"u8, out var prefix) && (key is null || prefix is null)
        && (position is null ? 0 : 1) + (start is null ? 0 : 1) + (last is null ? 0 : 1) <= 1
        && TryFlag(item, "conflate"u8, out var conflate)
        && TryNumber(item, "max_rate"u8, out var maxRate)
            ? new ChannelRequest(channel, position, start, last, durable, conflate, maxRate) { Key = key, KeyPrefix = prefix }
            : null;

    private static Command.Unsubscribe? ReadUnsubscribe(long id, JsonElement body)
    {
        if (!TryChannels(body, out var items) || !TryFlag(body, "forget"u8, out var forget)) return null;
        var channels = new List<string>(items.GetArrayLength());
        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind is not JsonValueKind.String) return null;
            channels.Add(item.GetString()!);
        }
        return new Command.Unsubscribe(id, channels, forget);
    }

    private static Command.Ack? ReadAck(long id, JsonElement body) =>
        TryText(body, "channel"u8, out var channel) && channel is not null && TryText(body, "position"u8, out var position) && position is not null
            ? new Command.Ack(id, channel, position)
            : null;

    private static bool TryChannels(JsonElement body, out JsonElement items) =>
        body.TryGetProperty("channels"u8, out items) && items.ValueKind is JsonValueKind.Array && items.GetArrayLength() > 0;

    // A number that may be left out; false if it is there and no number. One that is not whole or too large is 0, which is out of every range.
    private static bool TryCount(JsonElement body, ReadOnlySpan<byte> name, out int? count)
    {
        count = null;
        if (!body.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null) return true;
        if (value.ValueKind is not JsonValueKind.Number) return false;
        count = value.TryGetInt32(out var whole) ? whole : 0;
        return true;
    }

    // A number that may be left out; false if it is there and no number.
    private static bool TryNumber(JsonElement body, ReadOnlySpan<byte> name, out double? number)
    {
        number = null;
        if (!body.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null) return true;
        if (value.ValueKind is not JsonValueKind.Number) return false;
        number = value.GetDouble();
        return true;
    }

    // A flag that may be left out; false if it is there and none.
    private static bool TryFlag(JsonElement body, ReadOnlySpan<byte> name, out bool flag)
    {
        flag = false;
        if (!body.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null) return true;
        flag = value.ValueKind is JsonValueKind.True;
        return flag || value.ValueKind is JsonValueKind.False;
    }

    /// <summary>A text that may be left out; false if it is there and no text.</summary>
    internal static bool TryText(JsonElement body, ReadOnlySpan<byte> name, out string? text)
    {
        text = null;
        if (!body.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null) return true;
        if (value.ValueKind is not JsonValueKind.String) return false;
        text = value.GetString();
        return true;
    }
}
