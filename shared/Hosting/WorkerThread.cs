using System.Collections.Concurrent;

namespace Gateway.Shared.Hosting;

/// <summary>
/// Carries out what blocks, one after the other, on one thread, so that no thread-pool thread waits for Kafka. The thread is made at once: where
/// the system is at its limit of threads or descriptors, one that is made for each question could not be made.
/// </summary>
public sealed class WorkerThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    /// <summary>A thread with this name.</summary>
    public WorkerThread(string name) => new Thread(Run) { Name = name, IsBackground = true }.Start();

    /// <summary>Runs the work after what was asked for before; the task has its result.</summary>
    /// <exception cref="ObjectDisposedException">The worker was disposed of.</exception>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(() => Complete(done, work));
        }
        catch (InvalidOperationException) when (_work.IsAddingCompleted)
        {
            throw new ObjectDisposedException(nameof(WorkerThread));
        }
        return done.Task;
    }

    /// <summary>Runs the work after what was asked for before; the task ends with it.</summary>
    /// <exception cref="ObjectDisposedException">The worker was disposed of.</exception>
    public Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>Takes no more work; the thread ends after what it has. Does not wait for that.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
    {
        try
        {
            done.SetResult(work());
        }
        catch (Exception failure)
        {
            done.SetException(failure);
        }
    }
}
