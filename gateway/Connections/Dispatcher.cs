using Gateway.Protocols.Json;
using Gateway.Shared.Sessions;
using Gateway.Shared.Errors;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary>Takes a client's commands to what carries them out, and answers each with one reply.</summary>
internal sealed partial class Dispatcher(
    TokenVerifier tokens,
    SubscribeHandler subscriptions,
    DurableHandler durables,
    PublishHandler publishing,
    IOptions<GatewayOptions> options,
    ILogger<Dispatcher> log)
{
    /// <summary>Carries out one message; returns when the next may be read.</summary>
    public async ValueTask DispatchAsync(Connection connection, ReadOnlyMemory<byte> message)
    {
        if (connection.Session is null)
        {
            Meet(connection, ConnectReader.Read(message.Span));
            return;
        }
        var command = CommandReader.Read(message);
        if (Refusal(connection, command) is { } code)
        {
            Refuse(connection, command.Id, code);
            return;
        }
        switch (command)
        {
            case Command.Subscribe subscribe: await subscriptions.SubscribeAsync(connection, subscribe); break;
            case Command.Unsubscribe unsubscribe: await subscriptions.UnsubscribeAsync(connection, unsubscribe); break;
            case Command.Ack ack: await durables.AckAsync(connection, ack); break;
            case Command.Publish publish: await publishing.PublishAsync(connection, publish); break;
            case Command.Ping ping: connection.Send(ReplyWriter.Pong(ping.Id)); break;
        }
    }

    /// <summary>Verifies the token and answers; a token that is refused ends the connection.</summary>
    public void Connect(Connection connection, long? id, string? token)
    {
        var result = tokens.Verify(connection.App, token);
        if (result.Session is { } session)
        {
            connection.Grant(session, options.Value.MaxMessageBytes);
            connection.Send(ReplyWriter.Connected(id, connection.Id, session, options.Value));
            return;
        }
        if (id is not null) connection.Send(ReplyWriter.Error(id, result.Refusal!, result.Detail));
        connection.Close(result.Refusal!, result.Detail);
    }

    // Of a stranger one command is taken, and no fault is borne.
    private void Meet(Connection connection, Command first)
    {
        if (first is Command.Connect connect)
        {
            connection.LastCommandId = connect.Id!.Value;
            Connect(connection, connect.Id, connect.Token);
            return;
        }
        var code = ((Command.Invalid)first).Code;
        Refuse(connection, first.Id, code);
        connection.Close(code);
    }

    /// <summary>Refuses a command; the connection stays. <paramref name="detail"/> says more about this case.</summary>
    public static void Refuse(Connection connection, long? id, Code code, string? detail = null)
    {
        PublishMetrics.Refused(code);
        connection.Send(ReplyWriter.Error(id, code, detail));
    }

    /// <summary>Notes a fault of ours, with all that is known of it.</summary>
    [LoggerMessage(3220, LogLevel.Error, "Connection {Connection} ends by a fault of the gateway.")]
    public partial void LogFailure(Exception failure, string connection);

    private static Code? Refusal(Connection connection, Command command)
    {
        if (command.Id is { } id)
        {
            if (id <= connection.LastCommandId) return Codes.DuplicateId;
            connection.LastCommandId = id;
        }
        return command switch
        {
            Command.Invalid invalid => invalid.Code,
            Command.Connect => Codes.AlreadyConnected,
            _ => null,
        };
    }
}
