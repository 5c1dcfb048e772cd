namespace Gateway.Tests.Client;

/// <summary>Bounds what a test waits for.</summary>
internal static class Within
{
    /// <summary>Longer than anything takes on a busy machine; what is missing by then never comes.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for what can only be looked at.</summary>
    public static async Task UntilAsync(Func<bool> reached, string what, TimeSpan? limit = null) =>
        await UntilAsync(() => Task.FromResult(reached()), what, limit);

    /// <summary>Waits for what can only be looked at.</summary>
    public static async Task UntilAsync(Func<Task<bool>> reached, string what, TimeSpan? limit = null)
    {
        using var deadline = new CancellationTokenSource(limit ?? Limit);
        using var timer = new PeriodicTimer(LookAgain);
        while (!await reached())
        {
            if (deadline.IsCancellationRequested) throw new TimeoutException($"Not within {(limit ?? Limit).TotalSeconds} s: {what}.");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
