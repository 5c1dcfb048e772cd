namespace Gateway.Connections;

/// <summary>Once a second: pings the quiet, closes those that took too long to connect, went silent or whose token ended, and aborts those that do not close.</summary>
internal sealed class Heartbeat(ConnectionRegistry connections, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            foreach (var (_, connection) in connections.All) Check(connection);
    }

    private static void Check(Connection connection)
    {
        switch (connection.Liveness.Check(connection.Session?.Expires, connection.Subscriber.IsBehind, out var code))
        {
            case LivenessAction.Ping: connection.Ping(); break;
            case LivenessAction.Close: connection.Close(code!); break;
            case LivenessAction.Abort: connection.Abort(); break;
        }
    }
}
