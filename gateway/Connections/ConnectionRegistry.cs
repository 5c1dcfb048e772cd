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

    /// <summary>Whether the node is being stopped and takes no new connections.</summary>
    public bool IsDraining { get; private set; }

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
        // It may have come between the decision to drain and the closing of all.
        if (IsDraining) connection.Close(Codes.Draining);
    }

    /// <summary>Removes a connection that has ended.</summary>
    public void Remove(Connection connection)
    {
        if (_connections.TryRemove(connection.Id, out _)) GatewayMetrics.Connections.Dec();
    }

    /// <summary>Takes no new connection and tells all clients to reconnect elsewhere.</summary>
    public void Drain()
    {
        IsDraining = true;
        foreach (var (_, connection) in _connections) connection.Close(Codes.Draining);
    }
}
