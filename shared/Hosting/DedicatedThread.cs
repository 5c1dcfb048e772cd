namespace Gateway.Shared.Hosting;

/// <summary>Runs what blocks on a thread of its own, so that no thread-pool thread waits for Kafka.</summary>
public static class DedicatedThread
{
    /// <summary>Runs the work; the task ends with it.</summary>
    public static Task RunAsync(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Runs the work; the task has its result.</summary>
    public static Task<T> RunAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
