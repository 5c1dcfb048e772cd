using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary>
/// On SIGTERM, before the server stops to listen: no new connections, and the clients are told to reconnect, in random order and
/// spread evenly over <see cref="GatewayOptions.DrainTime"/>, so that the other nodes are not stormed. Until it is told, a client is
/// served as ever.
/// </summary>
internal sealed partial class Drain(
    ConnectionRegistry connections,
    IOptions<GatewayOptions> options,
    IOptions<HostOptions> host,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<Drain> log) : IHostedLifecycleService
{
    private static readonly TimeSpan WaveInterval = TimeSpan.FromMilliseconds(100);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(connections.TakeNoMore);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A host that was stopped by a call, not by the signal, has not said so yet.
        lifetime.StopApplication();
        // What Kafka has not answered by then is cut off: the closing handshakes need time too.
        using var deadline = new CancellationTokenSource(host.Value.ShutdownTimeout - options.Value.CloseTimeout, time);
        var leaving = connections.All.Select(entry => entry.Value).ToArray();
        Random.Shared.Shuffle(leaving);
        LogDraining(leaving.Length, options.Value.DrainTime);
        await Task.WhenAll(await TellInWavesAsync(leaving, deadline.Token));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<List<Task>> TellInWavesAsync(Connection[] leaving, CancellationToken deadline)
    {
        var told = new List<Task>(leaving.Length);
        var started = time.GetTimestamp();
        using var timer = new PeriodicTimer(WaveInterval, time);
        do
        {
            for (var due = DueOf(leaving.Length, time.GetElapsedTime(started)); told.Count < due;)
                told.Add(leaving[told.Count].DrainAsync(deadline));
        }
        while (told.Count < leaving.Length && !connections.IsEmpty && await timer.WaitForNextTickAsync(CancellationToken.None));
        return told;
    }

    // The first at once, the others at even distances: one client does not have to wait.
    private int DueOf(int count, TimeSpan elapsed) =>
        elapsed >= options.Value.DrainTime ? count : (int)Math.Min(count, 1 + (count * elapsed.Ticks / options.Value.DrainTime.Ticks));

    [LoggerMessage(3200, LogLevel.Information, "Stopping: no new connections, and {Connections} clients are told to reconnect, within {DrainTime}.")]
    private partial void LogDraining(int connections, TimeSpan drainTime);
}
