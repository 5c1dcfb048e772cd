using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Connections.WebSockets;

/// <summary>The server's side of the opening handshake (RFC 6455, 4.2), over HTTP/1.1.</summary>
internal static class Upgrade
{
    /// <summary>The version of the protocol.</summary>
    public const string Version = "13";

    private static readonly byte[] Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8.ToArray();

    /// <summary>Answers 101. What the connection is for goes on with <see cref="ServeAsync"/>.</summary>
    public static Task AcceptAsync(HttpContext context, string? subprotocol, Deflation? deflation = null)
    {
        WriteHeaders(context, subprotocol, deflation);
        Handover.Of(context)?.Begin();
        return context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    /// <summary>
    /// Has <paramref name="serve"/> run, after <see cref="AcceptAsync"/>, on the pipe below HTTP: bytes written to it go to the socket as they are.
    /// It has one writer, and nobody else reads it. Where it can be, that begins after the request has ended.
    /// </summary>
    public static Task ServeAsync(HttpContext context, Func<IDuplexPipe, Task> serve)
    {
        if (Handover.Of(context) is not { } handover) return serve(context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport);
        handover.Continue(serve);
        return Task.CompletedTask;
    }

    private static void WriteHeaders(HttpContext context, string? subprotocol, Deflation? deflation)
    {
        var headers = context.Response.Headers;
        headers.Upgrade = "websocket";
        headers.Connection = "Upgrade";
        headers.SecWebSocketAccept = AcceptValue(context.Request.Headers.SecWebSocketKey.ToString());
        if (subprotocol is not null) headers.SecWebSocketProtocol = subprotocol;
        if (deflation is not null) headers.SecWebSocketExtensions = deflation.Answer;
    }

    // SHA-1 is what the handshake is defined with; it protects nothing.
#pragma warning disable CA5350
    private static string AcceptValue(string key) =>
        Convert.ToBase64String(SHA1.HashData([.. Encoding.ASCII.GetBytes(key), .. Guid]));
#pragma warning restore CA5350
}
