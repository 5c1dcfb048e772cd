using Gateway.Shared.Positions;

namespace Gateway.Channels;

/// <summary>
/// One reading of a stretch of the log, shared by all subscriptions that are behind their window there: a ring of frames of its
/// own, from which they pull just as from the window, until each has reached it. The ring is never far ahead of the fastest of them, and so most of it
/// is for the others; who is slower by more than that falls out and asks for another pass. So a pass ends as soon as the fastest allows, however many take
/// part, and its memory is bounded. Who comes later, but finds in the ring all that it lacks, takes part as well: of thousands that
/// come back one after the other only the first cost a reading. Everything but pulling is done by one thread.
/// </summary>
internal sealed class ReplayPass
{
    private readonly PartitionWindow _ring;
    private readonly Repeats _known;
    private readonly List<(Subscription Subscription, Channel Channel)> _members = [];
    private long _maxBytes;

    // Whether it keeps the frames of all channels, since others may come for them: as long as there is room for that.
    private bool _wantsAll = true;

    /// <summary>A pass behind the window that will be given every record after <paramref name="start"/>; what lies before it is lost.</summary>
    public ReplayPass(PartitionWindow window, long start, long maxBytes)
    {
        _ring = new PartitionWindow(window.Id, files: window.Files);
        _known = window.Repeats;
        _ring.Open(start);
        _maxBytes = maxBytes;
    }

    /// <summary>The partition.</summary>
    public PartitionId Partition => _ring.Id;

    /// <summary>The last offset seen.</summary>
    public long Head => _ring.Head;

    /// <summary>The memory that its frames take, in bytes.</summary>
    public long Bytes => _ring.Bytes;

    /// <summary>The bound of that; the oldest frames are let go if it is lowered.</summary>
    public long MaxBytes
    {
        get => _maxBytes;
        set
        {
            _maxBytes = value;
            _ring.Trim(value);
        }
    }

    /// <summary>How many subscriptions take part.</summary>
    public int Count => _members.Count;

    /// <summary>Whether enough is read that even the fastest has not pulled yet: more would take the room of what the slower ones have not.</summary>
    public bool IsFull => _ring.BytesAfter(Fastest) > _maxBytes / 4;

    /// <summary>Whether a good piece more should be read.</summary>
    public bool HasRoom => _ring.BytesAfter(Fastest) <= _maxBytes / 8;

    /// <summary>Up to where the fastest is served; it moves as long as anybody pulls.</summary>
    public long Fastest => _members.Count == 0 ? long.MaxValue : _members.Max(member => ServedUpTo(member.Subscription, member.Channel));

    /// <summary>Whether it is of use to those who come yet: it holds all that it has read of its channels.</summary>
    public bool IsOfUse => _ring.Bytes > 0 && _ring.IsWhole;

    /// <summary>Whether a subscription can take part: the ring has, or is soon to have, all that it lacks.</summary>
    public bool CanServe(Subscription subscription)
    {
        var cursor = subscription.Cursor;
        return cursor >= Head ? cursor - Head <= ReplayQueue.Reach : _ring.Holds(subscription.Channel.Name, cursor);
    }

    /// <summary>Lets a subscription take part, which it can, or of which what it lacks is lost.</summary>
    public void Join(Subscription subscription, List<Subscriber> wakes)
    {
        var channel = _ring.Interest(subscription.Channel.Name);
        if (!subscription.TryJoin(channel)) return;
        channel.AddReader(subscription.Subscriber);
        _members.Add((subscription, channel));
        // It may have reached its end already, or have a loss to tell.
        Wake(subscription, wakes);
    }

    /// <summary>Notes a record; true if it is a repeat: of one in the pass, or of one before it, which the window knows.</summary>
    public bool IsRepeat(UInt128 identity, long offset) => _ring.Repeats.Note(identity, offset) || _known.Contains(identity, offset);

    /// <summary>The channel of the record if anybody here wants it, or may yet; otherwise the record is passed over.</summary>
    public Channel? Accept(ReadOnlySpan<byte> key, long offset) => _ring.Accept(key, offset, _wantsAll);

    /// <summary>Appends the record's frame to its channel, with its compressed form if it has one; true if nothing more should be read for now.</summary>
    public bool Append(Channel channel, in Record record, ReadOnlySpan<byte> frame, ReadOnlySpan<byte> deflated = default)
    {
        var opened = _ring.SegmentsOpened;
        _ring.Append(channel, record, frame, _maxBytes, deflated);
        if (_wantsAll && _ring.Bytes > _maxBytes / 2) WantOnlyRead();
        // Looking at everybody's cursor takes time: once for each new segment.
        return _ring.SegmentsOpened != opened && IsFull;
    }

    /// <summary>Notes that the log has nothing more up to this offset.</summary>
    public void AdvanceTo(long offset) => _ring.AdvanceTo(offset);

    /// <summary>At the end of a batch: lets go who has left, and marks who has something to pull or has reached its end.</summary>
    public void Mark(List<Subscriber> wakes)
    {
        for (var i = _members.Count - 1; i >= 0; i--)
        {
            var (subscription, channel) = _members[i];
            if (!subscription.Reads(channel)) RemoveAt(i);
            else if (channel.IsTouched || Head >= subscription.ReplayTo) Wake(subscription, wakes);
        }
        _ring.Mark(wakes);
    }

    /// <summary>Ends the pass: who still takes part looks at its window again, and asks for another if it must.</summary>
    public void End(List<Subscriber> wakes)
    {
        foreach (var (subscription, channel) in _members)
            if (subscription.TryLeave(channel)) Wake(subscription, wakes);
        _members.Clear();
    }

    // Who has nothing to pull, because its channel is quiet here or because it stands ahead, is served up to the head.
    private long ServedUpTo(Subscription subscription, Channel channel)
    {
        var cursor = subscription.Cursor;
        return cursor >= channel.Last ? Head : cursor;
    }

    private void WantOnlyRead()
    {
        _wantsAll = false;
        _ring.ForgetUnread();
    }

    private static void Wake(Subscription subscription, List<Subscriber> wakes)
    {
        if (subscription.Mark()) wakes.Add(subscription.Subscriber);
    }

    private void RemoveAt(int index)
    {
        var (subscription, channel) = _members[index];
        // Its frames would only push out those of others.
        if (channel.RemoveReader(subscription.Subscriber) == 0 && !_wantsAll) _ring.Forget(channel);
        _members[index] = _members[^1];
        _members.RemoveAt(_members.Count - 1);
    }
}
