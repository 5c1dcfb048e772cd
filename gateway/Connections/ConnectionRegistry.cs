using System.Collections.Concurrent;
using Gateway.Metrics;
using Gateway.Shared.Errors;
using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary>All open connections of the node.</summary>
internal sealed class ConnectionRegistry(IOptions<GatewayOptions> options)
{
    private readonly ConcurrentDictionary<string, Connection> _connections = new(StringComparer.Ordinal);
    private int _count;
    private volatile bool _draining;

    /// <summary>Whether the node is being stopped and takes no new connections.</summary>
    public bool IsDraining => _draining;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _connections.IsEmpty;

    /// <summary>All of them, as a moving snapshot.</summary>
    public IEnumerable<KeyValuePair<string, Connection>> All => _connections;

    /// <summary>Why a new connection cannot be taken; null if it can, and then a place is taken until <see cref="Leave"/>.</summary>
    public Code? TryEnter()
    {
        if (IsDraining) return Codes.Draining;
        if (Interlocked.Increment(ref _count) <= options.Value.MaxConnections) return null;
        Interlocked.Decrement(ref _count);
        return Codes.TooManyConnections;
    }

    /// <summary>Gives the place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);

    /// <summary>Adds an open connection.</summary>
    public void Add(Connection connection)
    {
        _connections[connection.Id] = connection;
        GatewayMetrics.Connections.Inc();
        // Its handshake may have been under way when the node began to stop: it is not among those that are told in waves.
        if (IsDraining) connection.Close(Codes.Draining);
    }

    /// <summary>Removes a connection that has ended.</summary>
    public void Remove(Connection connection)
    {
        if (_connections.TryRemove(connection.Id, out _)) GatewayMetrics.Connections.Dec();
    }

    /// <summary>Takes no new connection from now on.</summary>
    public void TakeNoMore() => _draining = true;
}
