using Gateway.Connections.WebSockets;
using Gateway.Shared.Arrivals;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway;

/// <summary>What connections that last for hours need of the web server.</summary>
public static class GatewayKestrel
{
    // A token of 16 KiB as a subprotocol, and what else browsers send.
    private const int MaxHeaderBytes = 24 << 10;

    /// <summary>
    /// HTTP/1.1 only, because a WebSocket's bytes go straight into the transport's pipe; no minimum data rates, because a quiet
    /// or slow client is no fault; each connection counted before a byte of it is read.
    /// </summary>
    public static void Configure(KestrelServerOptions kestrel)
    {
        var arrivals = ArrivalExtensions.LimitArrivals(kestrel);
        kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(Handover.Middleware(arrivals));
        });
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
    }
}
