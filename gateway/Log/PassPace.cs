using Gateway.Channels;
using Gateway.Shared.Kafka;

namespace Gateway.Log;

/// <summary>
/// Lets a pass read just as fast as the fastest of its subscriptions pulls, and tells when it is over: a while after the last of them
/// has left, if there is any use in keeping it.
/// </summary>
internal sealed class PassPace(ReplayPass pass, LogConsumer consumer, ReplayQueue queue, TimeProvider time)
{
    // Who has not pulled for so long is stalled: it comes back when it moves.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // A long pass makes room for those who wait for one elsewhere in the partition.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    // About as long as it takes until all clients of a node that is gone are back.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    // An empty pass makes room sooner.
    private static readonly TimeSpan EmptyTurn = TimeSpan.FromMilliseconds(500);

    private readonly long _begun = time.GetTimestamp();
    private bool _paused;
    private long _fastest;
    private long _moved;
    private long? _emptySince;

    /// <summary>The pass.</summary>
    public ReplayPass Pass => pass;

    /// <summary>Whether nobody takes part any more, and it is kept for those who come yet.</summary>
    public bool IsEmpty => _emptySince is not null;

    /// <summary>To be called after each batch: pauses or goes on; true if the pass is over.</summary>
    public bool Ends()
    {
        if (pass.Count == 0) return EndsEmpty();
        _emptySince = null;
        if (time.GetElapsedTime(_begun) > Turn && queue.IsWaitedFor(pass.Partition, Turn)) return true;
        if (_paused ? pass.HasRoom : !pass.IsFull) Continue();
        else Pause();
        return _paused && time.GetElapsedTime(_moved) > (pass.IsOfUse ? Linger : Patience);
    }

    private bool EndsEmpty()
    {
        if (!pass.IsOfUse) return true;
        if (!_paused) Pause();
        _emptySince ??= time.GetTimestamp();
        return time.GetElapsedTime(_emptySince.Value) > Linger || queue.IsWaitedFor(pass.Partition, EmptyTurn);
    }

    /// <summary>Reads on, if it was paused. Also at the end: a pause outlives the assignment.</summary>
    public void Continue()
    {
        if (_paused) consumer.Resume(pass.Partition);
        _paused = false;
    }

    private void Pause()
    {
        var fastest = pass.Fastest;
        if (!_paused || fastest != _fastest) _moved = time.GetTimestamp();
        if (!_paused) consumer.Pause(pass.Partition);
        (_paused, _fastest) = (true, fastest);
    }
}
