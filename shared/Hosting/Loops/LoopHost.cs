using Microsoft.Extensions.Hosting;

namespace Gateway.Shared.Hosting.Loops;

/// <summary>
/// Starts loops with the service, and at its stop waits until their last rounds are over. Unlike a <see cref="BackgroundService"/>, whose
/// exception ends the process, a loop goes on after each failure.
/// </summary>
internal sealed class LoopHost(IReadOnlyList<LoopWork> works, LoopHealth health, TimeProvider time) : IHostedService, IDisposable
{
    private static readonly TimeSpan LastRound = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(works.Select(work => new BackgroundLoop(work, health.Add(work.Name), time).Start(_stopping.Token)).ToList());
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // After a start that failed nobody has called StopAsync: what the rounds use must not be disposed of under them.
    public void Dispose()
    {
        _stopping.Cancel();
        Task.WaitAny([_running], (int)LastRound.TotalMilliseconds);
    }
}
