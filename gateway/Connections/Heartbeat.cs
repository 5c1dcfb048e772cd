using Gateway.Shared.Hosting.Loops;

namespace Gateway.Connections;

/// <summary>Once a second: pings the quiet, closes those that took too long to connect, went silent or whose token ended, and aborts those that do not close.</summary>
internal sealed class Heartbeat(ConnectionRegistry connections)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The loop: a round looks at all connections.</summary>
    public LoopWork Loop => LoopWork.OnPool("heartbeat", static () => Interval, _ => CheckAllAsync());

    // One connection that cannot be checked is ended, and does not keep the others from being checked.
    private Task CheckAllAsync()
    {
        Exception? failed = null;
        foreach (var (_, connection) in connections.All)
        {
            try
            {
                Check(connection);
            }
            catch (Exception failure)
            {
                failed = failure;
                connection.Abort();
            }
        }
        return failed is null ? Task.CompletedTask : Task.FromException(failed);
    }

    private static void Check(Connection connection)
    {
        switch (connection.Liveness.Check(connection.Session?.Expires, connection.Subscriber.IsBehind, connection.Socket, out var code))
        {
            case LivenessAction.Ping: connection.Ping(); break;
            case LivenessAction.Close: connection.Close(code!); break;
            case LivenessAction.Abort: connection.Abort(); break;
        }
    }
}
