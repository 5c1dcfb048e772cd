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
    private List<byte[]>? _frames;
    private TaskCompletionSource? _drained;
    private int _bytes;
    private bool _completed;

    /// <summary>Adds a frame; false after <see cref="Complete"/>.</summary>
    public bool TryAdd(byte[] frame)
    {
        lock (_gate)
        {
            if (_completed) return false;
            Add(frame);
            return true;
        }
    }

    /// <summary>Adds the last frames, after which none can follow; false if that was done before.</summary>
    public bool Complete(params ReadOnlySpan<byte[]> last)
    {
        lock (_gate)
        {
            if (_completed) return false;
            foreach (var frame in last) Add(frame);
            // Nobody may be left to take the frames.
            _drained?.TrySetResult();
            return _completed = true;
        }
    }

    /// <summary>Takes all frames, in order; null if there are none. By the send loop only.</summary>
    /// <param name="isFinished">Whether none can follow.</param>
    public List<byte[]>? TakeAll(out bool isFinished)
    {
        lock (_gate)
        {
            var taken = _frames;
            _frames = null;
            _bytes = 0;
            isFinished = _completed;
            _drained?.TrySetResult();
            _drained = null;
            return taken;
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

    private void Add(byte[] frame)
    {
        (_frames ??= []).Add(frame);
        _bytes += frame.Length;
    }
}
