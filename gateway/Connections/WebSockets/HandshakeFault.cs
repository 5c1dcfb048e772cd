using Gateway.Shared.Errors;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Connections.WebSockets;

/// <summary>What is wrong with an opening handshake (RFC 6455, 4.2.1), and how it is answered.</summary>
/// <param name="Code">The refusal.</param>
/// <param name="Detail">What exactly is wrong.</param>
internal sealed record HandshakeFault(Code Code, string Detail)
{
    private const int KeyBytes = 16;

    /// <summary>The first fault; null if the request can be accepted, as far as the protocol goes.</summary>
    public static HandshakeFault? Of(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (!Names(headers, "Upgrade", "websocket")) return new(Codes.UpgradeRequired, "The request does not ask for 'Upgrade: websocket'.");
        if (!Names(headers, "Sec-WebSocket-Version", Upgrade.Version)) return new(Codes.UpgradeRequired, "The header Sec-WebSocket-Version is not 13.");
        if (context.Request.Protocol != HttpProtocol.Http11) return Invalid("The request is not HTTP/1.1.");
        if (!Names(headers, "Connection", "Upgrade")) return Invalid("The header Connection does not name Upgrade.");
        if (!IsKey(headers.SecWebSocketKey)) return Invalid("The header Sec-WebSocket-Key is not 16 bytes in base64, given once.");
        var canUpgrade = context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } && context.Features.Get<IConnectionTransportFeature>() is not null;
        return canUpgrade ? null : Invalid("The request cannot be upgraded: it may have no body.");
    }

    /// <summary>A fault that no other code stands for.</summary>
    public static HandshakeFault Invalid(string detail) => new(Codes.HandshakeInvalid, detail);

    /// <summary>The answer. To what is no handshake of this version it names the one that is spoken (RFC 6455, 4.2.2 and 4.4; RFC 9110, 15.5.22).</summary>
    public IResult Answer(HttpContext context)
    {
        if (Code == Codes.UpgradeRequired)
        {
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.Connection = "Upgrade";
            context.Response.Headers.SecWebSocketVersion = Upgrade.Version;
        }
        return ProblemResults.From(Code, Detail);
    }

    private static bool Names(IHeaderDictionary headers, string header, string value) =>
        headers.GetCommaSeparatedValues(header).Contains(value, StringComparer.OrdinalIgnoreCase);

    private static bool IsKey(string? key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes + 2];
        return key is { Length: 24 } && Convert.TryFromBase64String(key, bytes, out var length) && length == KeyBytes;
    }
}
