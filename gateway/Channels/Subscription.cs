using System.Buffers;

namespace Gateway.Channels;

/// <summary>
/// One connection's cursor on one channel. Appending marks it; its connection's send loop, and nobody else, pulls.
/// </summary>
internal sealed class Subscription
{
    private long _cursor;

    // 1 while it is in the subscriber's list, or not yet active: marking is then needless.
    private int _pending = 1;
    private volatile bool _closed;

    internal Subscription(Channel channel, Subscriber subscriber, long cursor)
    {
        Channel = channel;
        Subscriber = subscriber;
        _cursor = cursor;
    }

    /// <summary>The channel.</summary>
    public Channel Channel { get; }

    /// <summary>The connection's side of it.</summary>
    public Subscriber Subscriber { get; }

    /// <summary>The offset of the last event sent. Of use to the send loop, and before <see cref="Activate"/>.</summary>
    public long Cursor => _cursor;

    /// <summary>Its place in the channel's list; the channel's own.</summary>
    internal int Index { get; set; }

    /// <summary>The next in the subscriber's list of pending subscriptions; the subscriber's own.</summary>
    internal Subscription? NextPending { get; set; }

    /// <summary>Lets the send loop pull from now on. Called once, after the reply to subscribe was queued.</summary>
    public void Activate()
    {
        if (Subscriber.Enqueue(this)) Subscriber.Wake();
    }

    /// <summary>Moves the cursor before <see cref="Activate"/>.</summary>
    public void Seek(long cursor) => _cursor = cursor;

    /// <summary>Notes that there is work; true if the subscriber had none and must be woken.</summary>
    internal bool Mark() => Interlocked.Exchange(ref _pending, 1) == 0 && Subscriber.Enqueue(this);

    /// <summary>Pulls as <see cref="Channel.Pull"/> does; nothing after it was closed.</summary>
    public PullResult Pull(IBufferWriter<byte> output, int maxBytes)
    {
        // Cleared before looking: what is appended after the look marks it again.
        Interlocked.Exchange(ref _pending, 0);
        if (_closed) return default;
        var result = Channel.Pull(ref _cursor, output, maxBytes);
        if (result.More) Mark();
        return result;
    }

    /// <summary>Ends it; false if it was ended before.</summary>
    internal bool Close() => !_closed && (_closed = true);
}
