namespace Gateway.Shared.Hosting.Loops;

/// <summary>Runs one loop: round after round, each guarded, with a pause that grows while rounds fail.</summary>
internal sealed class BackgroundLoop(LoopWork work, LoopState state, TimeProvider time)
{
    /// <summary>Starts it; a loop that blocks gets its thread here, or the start fails. The task ends after the last round.</summary>
    public Task Start(CancellationToken stopping)
    {
        if (work.Async is { } round) return Task.Run(() => RunAsync(round, stopping), CancellationToken.None);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => RunOnThread(work.Blocking!, ended, stopping)) { Name = work.Name, IsBackground = true }.Start();
        return ended.Task;
    }

    private async Task RunAsync(Func<CancellationToken, Task> round, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var pause = await RunOnceAsync(round, stopping);
            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<TimeSpan> RunOnceAsync(Func<CancellationToken, Task> round, CancellationToken stopping)
    {
        try
        {
            await round(stopping);
            state.Succeeded();
            return work.Pause();
        }
        catch (Exception failure)
        {
            return After(failure, stopping);
        }
    }

    private void RunOnThread(Action<CancellationToken> round, TaskCompletionSource ended, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested) Wait(RunOnce(round, stopping), stopping);
        End();
        ended.SetResult();
    }

    private TimeSpan RunOnce(Action<CancellationToken> round, CancellationToken stopping)
    {
        try
        {
            round(stopping);
            state.Succeeded();
            return work.Pause();
        }
        catch (Exception failure)
        {
            return After(failure, stopping);
        }
    }

    // What a stop has broken off is no failure.
    private TimeSpan After(Exception failure, CancellationToken stopping) =>
        stopping.IsCancellationRequested ? TimeSpan.Zero : state.Failed(failure);

    private void Wait(TimeSpan pause, CancellationToken stopping)
    {
        if (pause > TimeSpan.Zero) Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
    }

    private void End()
    {
        try
        {
            work.Ended?.Invoke();
        }
        catch (Exception failure)
        {
            state.Failed(failure);
        }
    }
}
