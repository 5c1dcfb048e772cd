using System.IO.Pipelines;
using System.Net.Sockets;
using Gateway.Shared.Arrivals;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Connections.WebSockets;

/// <summary>
/// Lets a connection go on without HTTP once its handshake is answered, so that the objects of the request, most of what Kestrel
/// keeps for it, are let go. The outermost middleware of a connection.
/// </summary>
internal sealed class Handover
{
    private readonly IDuplexPipe _transport;
    private readonly HeldPipe _held;
    private readonly Socket _socket;
    private SocketWriter? _output;
    private Func<IDuplexPipe, Task>? _next;

    private Handover(IDuplexPipe transport, Socket socket)
    {
        _transport = transport;
        _held = new HeldPipe(transport, this);
        _socket = socket;
    }

    /// <summary>The middleware; it takes each connection's place in the table too, because one method more that waits costs each connection memory.</summary>
    public static Func<ConnectionDelegate, ConnectionDelegate> Middleware(ArrivalTable arrivals) => http => async connection =>
    {
        if (!await arrivals.EnterAsync(connection)) return;
        try
        {
            if (await ServeHttpAsync(connection, http) is { } next) await next();
        }
        finally
        {
            arrivals.Leave(connection);
        }
    };

    /// <summary>The handover of the request's connection; null if it cannot be: TLS, which ends with HTTP, stands between.</summary>
    public static Handover? Of(HttpContext context) => (context.Features.Get<IConnectionTransportFeature>()?.Transport as HeldPipe)?.Handover;

    /// <summary>Lets the answer to the handshake, and all after it, go straight to the socket. Before anything is answered.</summary>
    public void Begin() => _held.WriteTo(_output = new SocketWriter(_socket));

    /// <summary>Has <paramref name="next"/> run on the connection's pipe as soon as HTTP has ended.</summary>
    public void Continue(Func<IDuplexPipe, Task> next) => _next = next;

    private static async Task<Func<Task>?> ServeHttpAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        var transport = connection.Transport;
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
        {
            await http(connection);
            return null;
        }
        var handover = new Handover(transport, socket);
        var heartbeat = HeartbeatRelay.Insert(connection);
        connection.Transport = handover._held;
        try
        {
            await http(connection);
        }
        catch (Exception) when (handover._next is not null)
        {
            // What was promised a run gets one: it finds out by itself that the connection is gone.
        }
        finally
        {
            heartbeat.End();
            connection.Transport = transport;
        }
        return handover.Next();
    }

    private Func<Task>? Next()
    {
        if (_next is not { } next) return null;
        var wire = new Wire(_transport.Input, _output!);
        return () => next(wire);
    }

    private sealed record Wire(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Stands between Kestrel's heartbeat and HTTP, because who listens to it is kept for as long as the connection lasts.</summary>
    private sealed class HeartbeatRelay : IConnectionHeartbeatFeature
    {
        private Action? _beats;

        public static HeartbeatRelay Insert(ConnectionContext connection)
        {
            var relay = new HeartbeatRelay();
            connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static relay => ((HeartbeatRelay)relay)._beats?.Invoke(), relay);
            connection.Features.Set<IConnectionHeartbeatFeature>(relay);
            return relay;
        }

        public void OnHeartbeat(Action<object> action, object state) => _beats += () => action(state);

        public void End() => _beats = null;
    }
}
