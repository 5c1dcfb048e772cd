using Gateway.Shared.Channels;
using Gateway.Shared.Positions;

namespace Gateway.Channels;

/// <summary>
/// The recent frames of one partition: a ring of segments in offset order, bounded in bytes, and the channels in which the node
/// has interest. Appended to by the consume loop alone; pulled from by many send loops, without a lock. The lock orders
/// subscribing against appending, so that no record falls between the two.
/// </summary>
internal sealed class PartitionWindow(PartitionId id, ReplayQueue? replays = null, FrameFiles? files = null)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<byte[], Channel> _channels = new(Utf8Comparer.Instance);
    private readonly List<Channel> _touched = [];
    // Channels without subscriber, in the order in which they were left, each once: those that held frames then, and those that did not.
    private readonly Queue<(Channel Channel, long Since)> _idle = [];
    private readonly Queue<(Channel Channel, long Since)> _empty = [];
    private readonly TaskCompletionSource<bool> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LastOffsets _seen = new();
    private Segment[] _segments = [];
    private FrameFile? _file;
    private long _start = -1;
    private long _head = -1;
    private long _settled = -1;
    private long _bytes;
    private long _leftAt = long.MinValue;
    private bool _closed;

    /// <summary>Which partition it is.</summary>
    public PartitionId Id => id;

    /// <summary>Where subscriptions ask for what is not in the window any more; null if there is no log behind it, and it is lost.</summary>
    public ReplayQueue? Replays => replays;

    /// <summary>Where frames that are sent often are kept once more; null if nowhere.</summary>
    public FrameFiles? Files => files;

    /// <summary>Which of the partition's records are passed over, because they are repeats.</summary>
    public Repeats Repeats { get; } = new();

    /// <summary>Completes when the partition is read: true; or false if Kafka could not be asked.</summary>
    public Task<bool> Opened => _opened.Task;

    /// <summary>The offset after which the partition was read.</summary>
    public long Start => Volatile.Read(ref _start);

    /// <summary>The last offset seen, of whatever channel; -1 before the first of an empty partition.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>The last offset up to which all is appended and its subscribers are marked, as of the last <see cref="Settle"/>.</summary>
    public long Settled => Volatile.Read(ref _settled);

    /// <summary>The memory that the frames take, in bytes.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    internal Segments Segments => new(Volatile.Read(ref _segments));

    /// <summary>Starts the window: everything after <paramref name="head"/> will be appended.</summary>
    public void Open(long head)
    {
        lock (_gate) _start = _head = _settled = head;
        Repeats.BeginAt(head + 1);
        _opened.TrySetResult(true);
    }

    /// <summary>How many segments were opened. Of use to the appending thread.</summary>
    public int SegmentsOpened { get; private set; }

    /// <summary>The memory of the segments that hold anything after the offset, in bytes.</summary>
    public long BytesAfter(long offset)
    {
        var bytes = 0L;
        var segments = Volatile.Read(ref _segments);
        for (var i = segments.Length - 1; i >= 0 && segments[i].LastOffset > offset; i--) bytes += segments[i].Size;
        return bytes;
    }

    /// <summary>Gives up: who waits for <see cref="Opened"/> is told, and nobody can subscribe.</summary>
    public void Fail()
    {
        lock (_gate) _closed = true;
        _opened.TrySetResult(false);
    }

    /// <summary>
    /// The channel of the record if the node has interest in it; otherwise the record is passed over. False also for a record that
    /// was seen before. Channels are removed by the calling thread only, so the result stays good until the append. If it
    /// <paramref name="wantsAll"/>, the node has interest in every channel.
    /// </summary>
    public Channel? Accept(ReadOnlySpan<byte> key, long offset, bool wantsAll = false)
    {
        // Of a foreign record without row nobody can tell what it is: no channel has the empty name.
        var name = id.IsTable ? key[..Math.Max(0, RowKey.ChannelLength(key))] : key;
        lock (_gate)
        {
            if (offset <= _head) return null;
            if (_channels.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var channel)) return channel;
            if (wantsAll && !name.IsEmpty) return GetOrAdd(name.ToArray());
            Pass(name, offset);
            return null;
        }
    }

    /// <summary>
    /// Appends the record's frame to its channel, with its compressed form if it has one, evicting the oldest segments over
    /// <paramref name="maxBytes"/>.
    /// </summary>
    public void Append(Channel channel, in Record record, ReadOnlySpan<byte> frame, long maxBytes, ReadOnlySpan<byte> deflated = default)
    {
        lock (_gate)
        {
            AddFrame(channel, record, frame, deflated, maxBytes);
            LinkPrevious(channel, record.Offset);
            channel.Last = record.Offset;
            Pass(channel.Name, record.Offset);
            if (channel.Touch()) _touched.Add(channel);
        }
    }

    /// <summary>Notes that the partition has nothing more up to this offset.</summary>
    public void AdvanceTo(long offset)
    {
        lock (_gate)
            if (offset > _head) Volatile.Write(ref _head, offset);
    }

    /// <summary>
    /// Notes, between two batches, that nothing before the offset <paramref name="next"/> is still to come: the log may end with what is
    /// no record (a transaction's marker), which the head never reaches. Negative if that is not known. By the appending thread only.
    /// </summary>
    public void Settle(long next) => Volatile.Write(ref _settled, Math.Max(_head, next - 1));

    /// <summary>The channel of this name; made if there is none.</summary>
    public Channel Interest(byte[] name)
    {
        lock (_gate) return GetOrAdd(name);
    }

    /// <summary>Whether every frame of the channel after the cursor is here, or none is missing because none came. By the appending thread only.</summary>
    public bool Holds(byte[] name, long cursor)
    {
        if (cursor < _start) return false;
        Channel? channel;
        lock (_gate) _channels.TryGetValue(name, out channel);
        return channel is null ? cursor >= _seen.Of(name) : channel.Holds(cursor);
    }

    /// <summary>Whether nothing was evicted. Of use to the appending thread.</summary>
    public bool IsWhole => SegmentsOpened == _segments.Length;

    /// <summary>Passes the channel's records over from now on. By the appending thread only.</summary>
    public void Forget(Channel channel)
    {
        lock (_gate) _channels.Remove(channel.Name);
    }

    /// <summary>Passes the records of all channels over that no pass's readers want. By the appending thread only.</summary>
    public void ForgetUnread()
    {
        lock (_gate)
            foreach (var (name, channel) in _channels)
                if (!channel.HasReaders) _channels.Remove(name);
    }

    /// <summary>Marks the subscriptions of all channels appended to since the last call; adds to <paramref name="wakes"/> whom to wake.</summary>
    public void Mark(List<Subscriber> wakes)
    {
        if (_touched.Count == 0) return;
        lock (_gate)
        {
            foreach (var channel in _touched) channel.Mark(wakes);
            _touched.Clear();
        }
    }

    /// <summary>
    /// Adds a subscription after the given offset, or from now if it is null; null if the window was closed meanwhile. Nothing is
    /// pulled until <see cref="Subscription.Activate"/>. A table is subscribed with its view: after the offset, or, if it is null, whole.
    /// </summary>
    public Subscription? Subscribe(byte[] name, long? after, Subscriber subscriber, TableView? table = null)
    {
        lock (_gate)
        {
            if (_closed) return null;
            var channel = GetOrAdd(name);
            table?.Begin(channel.Last);
            return channel.Add(subscriber, after ?? (table is null ? _head : -1), table);
        }
    }

    /// <summary>The offset after which the channel's last <paramref name="count"/> frames lie; false if the window does not hold so many.</summary>
    public bool TryFindLast(byte[] name, int count, out long after)
    {
        after = 0;
        Channel? channel;
        lock (_gate) _channels.TryGetValue(name, out channel);
        return channel is not null && channel.TryFindLast(count, out after);
    }

    /// <summary>Removes a subscription; the channel is kept for a while, so that a client that comes back finds its window.</summary>
    public void Unsubscribe(Subscription subscription, long now)
    {
        lock (_gate)
        {
            if (!subscription.Close() || subscription.Channel.Remove(subscription) > 0) return;
            var channel = subscription.Channel;
            channel.IdleSince = _leftAt = now;
            if (!channel.IsQueued) Queue(channel);
        }
    }

    /// <summary>How many channels it has, with those that wait to be dropped.</summary>
    public int ChannelCount
    {
        get
        {
            lock (_gate) return _channels.Count;
        }
    }

    /// <summary>
    /// Drops the channels that were left before <paramref name="before"/> and not come back to; of more than <paramref name="maxIdle"/> those first that hold no frame, then those
    /// that were left first. By the appending thread only.
    /// </summary>
    public void Sweep(long before, int maxIdle)
    {
        lock (_gate)
        {
            Sweep(_empty, before, maxIdle);
            Sweep(_idle, before, maxIdle);
        }
    }

    /// <summary>Closes the window if it has no channels left since <paramref name="before"/>: nobody can subscribe to it any more.</summary>
    public bool TryClose(long before)
    {
        lock (_gate)
        {
            if (_channels.Count > 0 || _leftAt > before || !_opened.Task.IsCompleted) return false;
            return _closed = true;
        }
    }

    private void Queue(Channel channel)
    {
        channel.IsQueued = true;
        (channel.IsEmpty ? _empty : _idle).Enqueue((channel, channel.IdleSince));
    }

    private void Sweep(Queue<(Channel Channel, long Since)> queue, long before, int maxIdle)
    {
        while (queue.TryPeek(out var oldest))
        {
            var isTooMany = _empty.Count + _idle.Count > maxIdle;
            if (!isTooMany && oldest.Since > before) return;
            queue.Dequeue();
            oldest.Channel.IsQueued = false;
            if (!oldest.Channel.IsIdle) continue;
            // It may have been left again since it was queued.
            if (isTooMany || oldest.Channel.IdleSince <= before) _channels.Remove(oldest.Channel.Name);
            else Queue(oldest.Channel);
        }
    }

    /// <summary>Closes the window although it has subscriptions: whose they are is told.</summary>
    public void Lose()
    {
        lock (_gate) _closed = true;
        foreach (var subscriber in Subscribers()) subscriber.Lose();
    }

    /// <summary>All who subscribe to any of its channels.</summary>
    public HashSet<Subscriber> Subscribers()
    {
        var subscribers = new HashSet<Subscriber>();
        lock (_gate)
            foreach (var (_, channel) in _channels) channel.AddSubscribersTo(subscribers);
        return subscribers;
    }

    /// <summary>Evicts the oldest segments over <paramref name="maxBytes"/>; the newest always stays.</summary>
    public void Trim(long maxBytes)
    {
        lock (_gate) Publish(_segments, maxBytes);
    }

    // Nobody had interest in it, but its records were noted.
    private Channel GetOrAdd(byte[] name)
    {
        if (_channels.TryGetValue(name, out var channel)) return channel;
        _channels.Add(name, channel = new Channel(this, name, Math.Max(_start, _seen.Of(name))));
        return channel;
    }

    // After Last: who sees the head sees all frames up to it.
    private void Pass(ReadOnlySpan<byte> key, long offset)
    {
        _seen.Note(key, offset);
        Volatile.Write(ref _head, offset);
    }

    private void AddFrame(Channel channel, in Record record, ReadOnlySpan<byte> frame, ReadOnlySpan<byte> deflated, long maxBytes)
    {
        var bytes = frame.Length + record.Key.Length + deflated.Length;
        if (_segments.Length > 0 && _segments[^1].Fits(bytes))
        {
            _segments[^1].Add(channel, record, frame, deflated);
            return;
        }
        _file = files?.Next(_file);
        var segment = new Segment(bytes, _file);
        segment.Add(channel, record, frame, deflated);
        _bytes += segment.Size;
        SegmentsOpened++;
        Publish([.. _segments, segment], maxBytes);
    }

    private void Publish(Segment[] segments, long maxBytes)
    {
        var evicted = 0;
        for (; _bytes > maxBytes && evicted < segments.Length - 1; evicted++) _bytes -= segments[evicted].Size;
        Volatile.Write(ref _segments, evicted == 0 ? segments : segments[evicted..]);
        foreach (var segment in segments.AsSpan(0, evicted)) segment.TellEvicted();
    }

    private void LinkPrevious(Channel channel, long next)
    {
        if (Segments.TryFind(channel.Last, out var segment, out var index) && segment[index].Channel == channel) segment.Link(index, next);
    }
}
