using System.Buffers.Text;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Gateway.Connections.Strangers;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Arrivals;
using Gateway.Shared.Errors;
using Gateway.Shared.Http;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary><c>GET /v1/apps/{app}/ws</c>: the opening handshake, then the life of a connection.</summary>
internal sealed partial class WebSocketEndpoint(
    ConnectionRegistry connections,
    Dispatcher dispatcher,
    SubscribeHandler subscriptions,
    OriginCheck origins,
    SendQueues queues,
    StrangerBytes strangers,
    ArrivalTable arrivals,
    IOptions<GatewayOptions> options,
    IOptions<DeflateOptions> deflate,
    TimeProvider time,
    ILogger<WebSocketEndpoint> log)
{
    private const int IdBytes = 12;

    /// <summary>Answers one handshake; the connection goes on after it.</summary>
    public async Task<IResult> HandleAsync(HttpContext context, string app)
    {
        if (!Upgrade.IsAcceptable(context) || !Subprotocol.TryRead(context.Request, out var offer) || !TryAgree(context, out var deflation))
        {
            Upgrade.TellVersion(context);
            return ProblemResults.From(Codes.UnsupportedSubprotocol);
        }
        // A page that a user merely visits must not speak for what is reached from his browser (RFC 6455, 10.2).
        if (!origins.Allows(context.Request, app)) return ProblemResults.From(Codes.OriginNotAllowed);
        if (connections.TryEnter() is { } refusal) return ProblemResults.From(refusal);
        await AcceptAsync(context, offer.Chosen, deflation);
        var lifetime = context.Features.GetRequiredFeature<IConnectionLifetimeFeature>();
        var stranger = new Stranger(strangers, arrivals, context.Connection.Id);
        await Upgrade.ServeAsync(context, transport => ServeAsync(app, transport, lifetime, stranger, offer.Token, deflation));
        return Results.Empty;
    }

    private async Task AcceptAsync(HttpContext context, string? subprotocol, Deflation? deflation)
    {
        try
        {
            LimitSendBuffer(context);
            await Upgrade.AcceptAsync(context, subprotocol, deflation);
        }
        catch
        {
            connections.Leave();
            throw;
        }
    }

    // Not async: what is needed only now, the token above all, is not to be kept for as long as the connection lasts.
    private Task ServeAsync(string app, IDuplexPipe transport, IConnectionLifetimeFeature lifetime, Stranger stranger, string? token, Deflation? deflation)
    {
        var connection = new Connection(NewId(), app, transport, options.Value, queues.Next(), time, lifetime.Abort, stranger, deflation);
        connections.Add(connection);
        LogOpened(connection.Id);
        try
        {
            if (token is not null) dispatcher.Connect(connection, null, token);
        }
        catch
        {
            Leave(connection);
            throw;
        }
        return RunAsync(connection);
    }

    private async Task RunAsync(Connection connection)
    {
        try
        {
            await connection.RunAsync(dispatcher);
        }
        finally
        {
            Leave(connection);
        }
    }

    private void Leave(Connection connection)
    {
        connections.Remove(connection);
        connections.Leave();
        subscriptions.UnsubscribeAll(connection);
        LogClosed(connection.Id);
    }

    private bool TryAgree(HttpContext context, out Deflation? deflation)
    {
        if (!Deflation.TryAgree(context.Request.Headers.SecWebSocketExtensions.ToString(), out deflation)) return false;
        if (!deflate.Value.Enabled) deflation = null;
        return true;
    }

    private void LimitSendBuffer(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket) socket.SendBufferSize = options.Value.SendBufferBytes;
    }

    private static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));

    [LoggerMessage(3210, LogLevel.Debug, "Connection {Connection} opened.")]
    private partial void LogOpened(string connection);

    [LoggerMessage(3211, LogLevel.Debug, "Connection {Connection} closed.")]
    private partial void LogClosed(string connection);
}
