using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Connections.WebSockets;

/// <summary>The server's side of the opening handshake (RFC 6455, 4.2), over HTTP/1.1.</summary>
internal static class Upgrade
{
    private const string Version = "13";
    private const int KeyBytes = 16;

    private static readonly byte[] Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8.ToArray();

    /// <summary>Whether the request is a WebSocket handshake that can be accepted.</summary>
    public static bool IsAcceptable(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && context.Features.Get<IConnectionTransportFeature>() is not null
        // HTTP/1.0 knows no Upgrade; the header may name several protocols (RFC 9110, 7.8).
        && HttpProtocol.IsHttp11(context.Request.Protocol)
        && context.Request.Headers.GetCommaSeparatedValues("Upgrade").Contains("websocket", StringComparer.OrdinalIgnoreCase)
        && context.Request.Headers.SecWebSocketVersion == Version
        && IsKey(context.Request.Headers.SecWebSocketKey);

    /// <summary>Tells a client that asked for another version which one is spoken here (RFC 6455, 4.4).</summary>
    public static void TellVersion(HttpContext context)
    {
        if (context.Request.Headers.SecWebSocketVersion != Version) context.Response.Headers.SecWebSocketVersion = Version;
    }

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

    private static bool IsKey(string? key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes + 2];
        return key is { Length: 24 } && Convert.TryFromBase64String(key, bytes, out var length) && length == KeyBytes;
    }

    // SHA-1 is what the handshake is defined with; it protects nothing.
#pragma warning disable CA5350
    private static string AcceptValue(string key) =>
        Convert.ToBase64String(SHA1.HashData([.. Encoding.ASCII.GetBytes(key), .. Guid]));
#pragma warning restore CA5350
}
