using Gateway.Connections.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway;

/// <summary>What connections that last for hours need of the web server.</summary>
public static class GatewayKestrel
{
    /// <summary>
    /// HTTP/1.1 only, because a WebSocket's bytes go straight into the transport's pipe; no minimum data rates, because a quiet
    /// or slow client is no fault.
    /// </summary>
    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(Handover.Middleware);
        });
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
    }
}
