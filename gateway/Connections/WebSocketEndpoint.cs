using System.Buffers.Text;
using System.Security.Cryptography;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Errors;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary><c>GET /v1/apps/{app}/ws</c>: the opening handshake, then the life of a connection.</summary>
internal sealed partial class WebSocketEndpoint(
    ConnectionRegistry connections,
    Dispatcher dispatcher,
    SubscribeHandler subscriptions,
    SendQueues queues,
    IOptions<GatewayOptions> options,
    IOptions<DeflateOptions> deflate,
    TimeProvider time,
    ILogger<WebSocketEndpoint> log)
{
    private const int IdBytes = 12;

    /// <summary>Serves one request, for as long as the connection lasts.</summary>
    public async Task<IResult> HandleAsync(HttpContext context, string app)
    {
        if (!Upgrade.IsAcceptable(context) || !Subprotocol.TryRead(context.Request, out var offer) || !TryAgree(context, out var deflation))
            return ProblemResults.From(Codes.UnsupportedSubprotocol);
        if (connections.TryEnter() is { } refusal) return ProblemResults.From(refusal);
        try
        {
            await RunAsync(context, app, offer, deflation);
        }
        finally
        {
            connections.Leave();
        }
        return Results.Empty;
    }

    private async Task RunAsync(HttpContext context, string app, Subprotocol offer, Deflation? deflation)
    {
        LimitSendBuffer(context);
        var transport = await Upgrade.AcceptAsync(context, offer.Chosen, deflation);
        var connection = new Connection(NewId(), app, transport, options.Value, queues.Next(), time, context.Abort, deflation);
        connections.Add(connection);
        LogOpened(connection.Id);
        try
        {
            if (offer.Token is { } token) await dispatcher.ConnectAsync(connection, null, token);
            await connection.RunAsync(dispatcher);
        }
        finally
        {
            connections.Remove(connection);
            subscriptions.UnsubscribeAll(connection);
            LogClosed(connection.Id);
        }
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
