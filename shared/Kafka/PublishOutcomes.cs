using Gateway.Shared.Errors;

namespace Gateway.Shared.Kafka;

/// <summary>Gathers the outcomes of events that are published together. Safe from any thread.</summary>
internal sealed class PublishOutcomes(int count)
{
    private readonly PublishOutcome[] _outcomes = new PublishOutcome[count];

    // Not on the thread that tells the last one: that is the Kafka client's, and it has more to tell.
    private readonly TaskCompletionSource<PublishOutcome[]> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = count;

    /// <summary>Completes with all outcomes, in the order of the events.</summary>
    public Task<PublishOutcome[]> All => _outcomes.Length == 0 ? Task.FromResult(_outcomes) : _all.Task;

    /// <summary>Why the event was refused, if that is known already.</summary>
    public Code? RefusalOf(int index) => _outcomes[index].Refusal;

    /// <summary>Notes what became of an event.</summary>
    public void Tell(int index, PublishOutcome outcome)
    {
        _outcomes[index] = outcome;
        if (Interlocked.Decrement(ref _missing) == 0) _all.SetResult(_outcomes);
    }
}
