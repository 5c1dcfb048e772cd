namespace Gateway.Connections;

/// <summary>On SIGTERM, before the server stops: no new connections, and every client is told to reconnect.</summary>
internal sealed partial class Drain(
    ConnectionRegistry connections,
    IHostApplicationLifetime lifetime,
    ILogger<Drain> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(Begin);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Begin()
    {
        LogDraining();
        connections.Drain();
    }

    [LoggerMessage(3200, LogLevel.Information, "Stopping: no new connections, and all clients are told to reconnect.")]
    private partial void LogDraining();
}
