using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Gateway.Tests.Processes;

namespace Gateway.Tests.Faults.Network;

/// <summary>A link to a port of this machine that can be cut and restored, and may be slow.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly int _target;
    private readonly LinkSpeed _speed;
    private readonly Socket _listener;
    private readonly ConcurrentDictionary<ProxiedConnection, byte> _connections = new();
    private readonly LinkGate _gate = new();
    private volatile bool _refuses;

    /// <summary>Listens at once, whether or not anybody listens on the target port yet.</summary>
    public TcpProxy(int target, LinkSpeed speed = default)
    {
        (_target, _speed) = (target, speed);
        Port = FreePorts.Take();
        _listener = NewSocket();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen(512);
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Cuts the link until <see cref="Restore"/>.</summary>
    public void Cut(CutKind kind)
    {
        if (kind is CutKind.Silent) _gate.Shut();
        else _refuses = true;
        if (kind is CutKind.Reset) ResetConnections();
    }

    /// <summary>Lets through again.</summary>
    public void Restore()
    {
        _refuses = false;
        _gate.Open();
    }

    /// <summary>Resets all connections; new ones are let through.</summary>
    public void ResetConnections()
    {
        foreach (var (connection, _) in _connections) connection.Reset();
    }

    public void Dispose()
    {
        _listener.Dispose();
        ResetConnections();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = RunAsync(await _listener.AcceptAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task RunAsync(Socket accepted)
    {
        var connection = new ProxiedConnection(accepted, NewSocket(), _gate, _speed);
        _connections.TryAdd(connection, 0);
        if (_refuses) connection.Reset();
        await connection.RunAsync(new IPEndPoint(IPAddress.Loopback, _target));
        _connections.TryRemove(connection, out _);
    }

    // Small buffers where the link is slow: else the kernel takes in what the reader does not, and nobody feels that it is slow.
    private Socket NewSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (_speed.BufferBytes > 0) socket.SendBufferSize = socket.ReceiveBufferSize = _speed.BufferBytes;
        return socket;
    }
}
