using System.Buffers.Text;
using System.IO.Pipelines;
using System.Net.Sockets;
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
        if (FaultOf(context, out var offer, out var deflation) is { } fault) return fault.Answer(context);
        // A page that a user merely visits must not speak for what is reached from his browser (RFC 6455, 10.2).
        if (!origins.Allows(context.Request, app)) return ProblemResults.From(Codes.OriginNotAllowed);
        if (connections.TryEnter(app) is { } refusal) return ProblemResults.From(refusal);
        await AcceptAsync(context, app, offer.Chosen, deflation);
        var lifetime = context.Features.GetRequiredFeature<IConnectionLifetimeFeature>();
        var socket = context.Features.Get<IConnectionSocketFeature>()?.Socket;
        var stranger = new Stranger(strangers, arrivals, context.Connection.Id);
        await Upgrade.ServeAsync(context, transport => ServeAsync(app, transport, lifetime, socket, stranger, offer.Token, deflation));
        return Results.Empty;
    }

    private async Task AcceptAsync(HttpContext context, string app, string? subprotocol, Deflation? deflation)
    {
        try
        {
            LimitSendBuffer(context);
            await Upgrade.AcceptAsync(context, subprotocol, deflation);
        }
        catch
        {
            connections.Leave(app);
            throw;
        }
    }

    // Not async: what is needed only now, the token above all, is not to be kept for as long as the connection lasts.
    private Task ServeAsync(string app, IDuplexPipe transport, IConnectionLifetimeFeature lifetime, Socket? socket, Stranger stranger, string? token, Deflation? deflation)
    {
        var connection = new Connection(NewId(), app, transport, options.Value, queues.Next(), time, lifetime.Abort, stranger, deflation, socket);
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
        connections.Leave(connection.App);
        subscriptions.UnsubscribeAll(connection);
        LogClosed(connection.Id);
    }

    private HandshakeFault? FaultOf(HttpContext context, out Subprotocol offer, out Deflation? deflation)
    {
        (offer, deflation) = (default, null);
        if (HandshakeFault.Of(context) is { } fault) return fault;
        if (QueryFault(context.Request.Query) is { } parameter) return parameter;
        if (!Subprotocol.TryRead(context.Request, out offer))
            return new(Codes.UnsupportedSubprotocol, "None of the subprotocols that the request offers in Sec-WebSocket-Protocol is spoken here.");
        return TryAgree(context, out deflation) ? null : HandshakeFault.Invalid("The header Sec-WebSocket-Extensions is not as RFC 6455, 9.1 says.");
    }

    // The address has no parameters. Most who give one mean to give the token there.
    private static HandshakeFault? QueryFault(IQueryCollection query)
    {
        if (query.Count == 0) return null;
        var name = query.Keys.First();
        var isToken = name.Contains("token", StringComparison.OrdinalIgnoreCase) || name.Contains("auth", StringComparison.OrdinalIgnoreCase)
            || name.Equals("jwt", StringComparison.OrdinalIgnoreCase);
        return new(Codes.ParameterUnknown, isToken
            ? $"A token is never taken from the URL, because URLs are logged: give it in connect or as the subprotocol gateway.token.<JWT>, not as {NearestName.Quote(name)}."
            : $"{NearestName.Quote(name)} is no parameter of this address: it has none.");
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
