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
            Meet(connection, CommandReader.ReadFirst(message));
            return;
        }
        var command = CommandReader.Read(message);
        if (command is not Command.Ping && connection.Subscribing is { } before) await before;
        if (Refusal(connection, command) is { } code)
        {
            Refuse(connection, command.Id, code, command is Command.Invalid invalid && invalid.Code == code ? invalid.Detail : null);
            return;
        }
        switch (command)
        {
            case Command.Subscribe subscribe: Begin(connection, subscriptions.SubscribeAsync(connection, subscribe)); break;
            case Command.Unsubscribe unsubscribe: Begin(connection, subscriptions.UnsubscribeAsync(connection, unsubscribe)); break;
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
        var fault = (Command.Invalid)first;
        Refuse(connection, fault.Id, fault.Code, fault.Detail);
        connection.Close(fault.Code, fault.Detail);
    }

    // What may wait for Kafka goes on while the client's next message is read, so that it is heard; any other command but a ping waits for it.
    private void Begin(Connection connection, Task subscribing)
    {
        if (subscribing.IsCompletedSuccessfully) return;
        connection.InHand.Hold();
        connection.Subscribing = EndAsync(connection, subscribing);
    }

    private async Task EndAsync(Connection connection, Task subscribing)
    {
        try
        {
            await subscribing;
        }
        catch (Exception failure)
        {
            LogFailure(failure, connection.Id);
            connection.Close(Codes.Internal);
        }
        finally
        {
            connection.Subscribing = null;
            connection.InHand.End();
        }
    }

    /// <summary>Refuses a command; the connection stays.</summary>
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
