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
    // Of a frame on the heap, besides its bytes: the array's header and length, and its place in the list.
    private const int FrameOverhead = 32;
    private const int None = -1;

    private int _bytes;

    // Where the pong that waits stands.
    private int _pong = None;
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

    /// <summary>
    /// Adds a pong in place of the one that waits, if one does: only the newest ping is to be answered (RFC 6455, 5.5.3). So pings that come faster than their
    /// pongs are read take the room of one.
    /// </summary>
    public void AddPong(byte[] frame)
    {
        lock (_gate)
        {
            if (_completed) return;
            if (_pong == None)
            {
                _pong = _frames?.Count ?? 0;
                Add(frame);
                return;
            }
            _bytes += frame.Length - _frames![_pong].Length;
            _frames[_pong] = frame;
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
            _pong = None;
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
        _bytes += frame.Length + FrameOverhead;
    }
}
