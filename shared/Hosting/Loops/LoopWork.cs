namespace Gateway.Shared.Hosting.Loops;

/// <summary>What a background loop does: one round, again and again, until the service stops. An exception of a round ends that round only.</summary>
public sealed record LoopWork
{
    private LoopWork(string name, Func<TimeSpan> pause) => (Name, Pause) = (name, pause);

    /// <summary>Names the loop in logs, in <c>/readyz</c> and in the label of <c>gateway_loop_failures_total</c>; lower case with underscores.</summary>
    public string Name { get; }

    /// <summary>How long to wait after a round that went well.</summary>
    public Func<TimeSpan> Pause { get; }

    /// <summary>The round of a loop on the thread pool; null for a loop with a thread of its own.</summary>
    public Func<CancellationToken, Task>? Async { get; private init; }

    /// <summary>The round of a loop with a thread of its own; null for a loop on the thread pool.</summary>
    public Action<CancellationToken>? Blocking { get; private init; }

    /// <summary>Called once after the last round, on the loop's thread: frees what the rounds used.</summary>
    public Action? Ended { get; private init; }

    /// <summary>A loop on the thread pool: its rounds never block, and lie <paramref name="pause"/> apart.</summary>
    public static LoopWork OnPool(string name, Func<TimeSpan> pause, Func<CancellationToken, Task> round) =>
        new(name, pause) { Async = round };

    /// <summary>A loop with a thread of its own, made at start, whose rounds may block. They follow each other at once: the round itself waits for work.</summary>
    public static LoopWork OnThread(string name, Action<CancellationToken> round, Action? ended = null) =>
        OnThread(name, static () => TimeSpan.Zero, round, ended);

    /// <summary>A loop with a thread of its own, made at start, whose rounds may block and lie <paramref name="pause"/> apart.</summary>
    public static LoopWork OnThread(string name, Func<TimeSpan> pause, Action<CancellationToken> round, Action? ended = null) =>
        new(name, pause) { Blocking = round, Ended = ended };
}
