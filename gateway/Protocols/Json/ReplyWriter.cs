using System.Text.Json;
using Gateway.Connections;
using Gateway.Shared.Sessions;
using Gateway.Shared.Errors;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;

namespace Gateway.Protocols.Json;

/// <summary>Writes replies and the pushes that are for one client only, each as a whole WebSocket frame.</summary>
internal static class ReplyWriter
{
    /// <summary>The reply to <c>connect</c>; a push if <paramref name="id"/> is null.</summary>
    public static byte[] Connected(long? id, string connection, Session session, GatewayOptions options) => Reply(id, id is not null, "connect"u8, json =>
    {
        json.WriteString("connection"u8, connection);
        json.WriteString("app"u8, session.App.Name);
        json.WriteString("user"u8, session.User);
        json.WriteString("expires"u8, session.Expires.UtcDateTime);
        json.WriteNumber("ping_interval_seconds"u8, options.PingInterval.TotalSeconds);
        json.WriteNumber("max_message_bytes"u8, options.MaxMessageBytes);
    });

    /// <summary>The reply to <c>subscribe</c> or <c>unsubscribe</c>.</summary>
    public static byte[] Channels(long? id, ReadOnlySpan<byte> command, IReadOnlyList<ChannelResult> results) => Reply(id, true, command, json =>
    {
        json.WriteStartArray("channels"u8);
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("channel"u8, result.Channel);
            if (result.Position is { } position) json.WriteString("position"u8, position.ToString());
            if (result.IsResumed is { } resumed) json.WriteBoolean("resumed"u8, resumed);
            if (result.IsTruncated) json.WriteBoolean("truncated"u8, true);
            if (result.Refusal is { } refusal) WriteError(json, refusal);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <summary>The reply to <c>publish</c>.</summary>
    public static byte[] Published(long? id, string eventId, string channel, string? rowKey, PublishOutcome outcome) => Reply(id, true, "publish"u8, json =>
    {
        json.WriteString("id"u8, eventId);
        json.WriteString("channel"u8, channel);
        if (rowKey is not null) json.WriteString("key"u8, rowKey);
        json.WriteString("position"u8, outcome.Position.ToString());
        if (outcome.IsRepeat) json.WriteBoolean("repeated"u8, true);
    });

    /// <summary>The reply to <c>ack</c>.</summary>
    public static byte[] Acknowledged(long? id, string channel, Position position) => Reply(id, true, "ack"u8, json =>
    {
        json.WriteString("channel"u8, channel);
        json.WriteString("position"u8, position.ToString());
    });

    /// <summary>The reply to <c>ping</c>.</summary>
    public static byte[] Pong(long? id) => Reply(id, true, "ping"u8, _ => { });

    /// <summary>The reply to what is refused; a null id is written as such. <paramref name="detail"/>, a sentence, says more about this case.</summary>
    public static byte[] Error(long? id, Code code, string? detail = null)
    {
        var frame = new JsonFrame();
        var json = frame.Begin();
        json.WriteStartObject();
        WriteId(json, id);
        WriteError(json, code, detail);
        json.WriteEndObject();
        return frame.End().ToArray();
    }

    /// <summary>The push that tells a gap.</summary>
    public static byte[] Gap(string channel, string reason, Position from, Position to) => Reply(null, false, "gap"u8, json =>
    {
        json.WriteString("channel"u8, channel);
        json.WriteString("reason"u8, reason);
        json.WriteString("from"u8, from.ToString());
        json.WriteString("to"u8, to.ToString());
    });

    /// <summary>The push that tells since when events may be missing, because Kafka does not answer.</summary>
    public static byte[] Stale(DateTimeOffset since) => Reply(null, false, "stale"u8, json => json.WriteString("since"u8, since.UtcDateTime));

    /// <summary>The push that tells that none are missing any more.</summary>
    public static byte[] Live() => Reply(null, false, "live"u8, _ => { });

    /// <summary>The push with which a table begins: what the client has of it is void.</summary>
    public static byte[] SnapshotBegins(string channel) => Snapshot(channel, "begin", null);

    /// <summary>The push that tells that the client has the whole table, as it stands at the position.</summary>
    public static byte[] SnapshotEnds(string channel, Position position) => Snapshot(channel, "end", position);

    private static byte[] Snapshot(string channel, string state, Position? position) => Reply(null, false, "snapshot"u8, json =>
    {
        json.WriteString("channel"u8, channel);
        json.WriteString("state"u8, state);
        if (position is { } at) json.WriteString("position"u8, at.ToString());
    });

    /// <summary>The push that tells why the connection is about to be closed.</summary>
    public static byte[] Closing(Code code, string? detail = null) => Reply(null, false, "closing"u8, json => WriteCode(json, code, detail));

    private static byte[] Reply(long? id, bool withId, ReadOnlySpan<byte> name, Action<Utf8JsonWriter> content)
    {
        var frame = new JsonFrame();
        var json = frame.Begin();
        json.WriteStartObject();
        if (withId) WriteId(json, id);
        json.WriteStartObject(name);
        content(json);
        json.WriteEndObject();
        json.WriteEndObject();
        return frame.End().ToArray();
    }

    private static void WriteId(Utf8JsonWriter json, long? id)
    {
        if (id is { } number) json.WriteNumber("id"u8, number);
        else json.WriteNull("id"u8);
    }

    private static void WriteError(Utf8JsonWriter json, Code code, string? detail = null)
    {
        json.WriteStartObject("error"u8);
        WriteCode(json, code, detail);
        json.WriteEndObject();
    }

    private static void WriteCode(Utf8JsonWriter json, Code code, string? detail = null)
    {
        json.WriteNumber("code"u8, code.Number);
        json.WriteString("name"u8, code.Name);
        json.WriteString("message"u8, code.MessageOf(detail));
        json.WriteString("retry"u8, code.RetryName);
    }
}
