using System.Collections.Concurrent;
using Gateway.Metrics;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary>All open connections of the node.</summary>
internal sealed class ConnectionRegistry(IOptions<GatewayOptions> options, AppRegistry apps)
{
    private readonly ConcurrentDictionary<string, Connection> _connections = new(StringComparer.Ordinal);
    private AppShares? _places;
    private volatile bool _draining;

    /// <summary>Whether the node is being stopped and takes no new connections.</summary>
    public bool IsDraining => _draining;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _connections.IsEmpty;

    /// <summary>All of them, as a moving snapshot.</summary>
    public IEnumerable<KeyValuePair<string, Connection>> All => _connections;

    /// <summary>
    /// Why a new connection of an app cannot be taken; null if it can, and then a place is taken until <see cref="Leave"/>. One app has at most half of them, unless it is alone.
    /// </summary>
    public Code? TryEnter(string app)
    {
        if (IsDraining) return Codes.Draining;
        return Places.TryTake(app) ? null : Codes.TooManyConnections;
    }

    /// <summary>Gives the place back.</summary>
    public void Leave(string app) => Places.Free(app);

    // With the first connection, when the options have been validated.
    private AppShares Places => LazyInitializer.EnsureInitialized(ref _places, () => new AppShares(apps, options.Value.MaxConnections));

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
