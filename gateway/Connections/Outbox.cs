namespace Gateway.Connections;

/// <summary>
/// Frames that are for one connection only: replies, pongs, the close. Bounded by the receive loop, which reads no further
/// command while the box holds more than <see cref="Limit"/>.
/// </summary>
internal sealed class Outbox
{
    /// <summary>Above this many bytes the client's next command waits; 64 KiB.</summary>
    public const int Limit = 64 << 10;

    private readonly Lock _gate = new();
    private List<byte[]> _frames = [];
    private List<byte[]> _taken = [];
    private TaskCompletionSource? _drained;
    private int _bytes;
    private bool _completed;

    /// <summary>Whether nothing more can be added and all was taken.</summary>
    public bool IsFinished
    {
        get
        {
            lock (_gate) return _completed && _frames.Count == 0;
        }
    }

    /// <summary>Adds a frame; false after <see cref="Complete"/>.</summary>
    public bool TryAdd(byte[] frame)
    {
        lock (_gate)
        {
            if (_completed) return false;
            _frames.Add(frame);
            _bytes += frame.Length;
            return true;
        }
    }

    /// <summary>Adds the last frames, after which none can follow; false if that was done before.</summary>
    public bool Complete(params ReadOnlySpan<byte[]> last)
    {
        lock (_gate)
        {
            if (_completed) return false;
            _frames.AddRange(last);
            // Nobody may be left to take the frames.
            _drained?.TrySetResult();
            return _completed = true;
        }
    }

    /// <summary>Takes all frames, in order; good until the next call. By the send loop only.</summary>
    public List<byte[]> TakeAll()
    {
        lock (_gate)
        {
            _taken.Clear();
            (_taken, _frames) = (_frames, _taken);
            _bytes = 0;
            _drained?.TrySetResult();
            _drained = null;
            return _taken;
        }
    }

    /// <summary>Completes when the box holds no more than <see cref="Limit"/>, or takes no more.</summary>
    public Task WhenBelowLimitAsync()
    {
        lock (_gate)
        {
            if (_bytes <= Limit || _completed) return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }
}
