using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gateway.Channels;

/// <summary>
/// A channel in which the node has interest: the end of its chain of frames through the partition's window, and who subscribes.
/// Everything but <see cref="Last"/>, <see cref="Lost"/> and <see cref="WantsDeflated"/> is guarded by the window's lock.
/// </summary>
internal sealed class Channel(PartitionWindow window, byte[] name, long readFrom)
{
    /// <summary>Stands for the channel of a pass that has not begun.</summary>
    public static readonly Channel Waiting = new(null!, [], 0);

    // So few that what was read for the last is still in the cache when it is marked.
    private const int MarkedAtOnce = 16;

    private readonly List<Subscription> _subscriptions = new(1);
    private long _last = readFrom;
    private long _lost = readFrom;
    private bool _touched;
    private int _readers;

    // How many of its subscriptions, or readers, take compressed frames.
    private int _deflated;

    /// <summary>The window that holds its frames.</summary>
    public PartitionWindow Window => window;

    /// <summary>The name, in UTF-8.</summary>
    public byte[] Name => name;

    /// <summary>The offset of the newest frame; before the first, the offset from which the node has read the channel.</summary>
    public long Last
    {
        get => Volatile.Read(ref _last);
        set => Volatile.Write(ref _last, value);
    }

    /// <summary>The offset of the last frame that was evicted; before the first, the offset from which the node has read the channel.</summary>
    public long Lost
    {
        get => Volatile.Read(ref _lost);
        set => Volatile.Write(ref _lost, value);
    }

    /// <summary>When the last subscription left, in the clock's own ticks.</summary>
    public long IdleSince { get; set; }

    /// <summary>Whether anybody takes compressed frames of it. Read without the lock: who has just come may get a frame that is not.</summary>
    public bool WantsDeflated => Volatile.Read(ref _deflated) > 0;

    /// <summary>Whether nobody subscribes.</summary>
    public bool IsIdle => _subscriptions.Count == 0;

    /// <summary>Whether the window holds no frame of it.</summary>
    public bool IsEmpty => Last == Lost;

    /// <summary>Whether the window has noted that it was left.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether there are new frames since <see cref="Mark"/>.</summary>
    public bool IsTouched => _touched;

    /// <summary>Notes that there are new frames; true for the first note since <see cref="Mark"/>.</summary>
    public bool Touch() => !_touched && (_touched = true);

    /// <summary>Marks every subscription as having work; adds to <paramref name="wakes"/> those subscribers that had none.</summary>
    public void Mark(List<Subscriber> wakes)
    {
        _touched = false;
        for (var all = CollectionsMarshal.AsSpan(_subscriptions); !all.IsEmpty;)
        {
            var some = all[..Math.Min(all.Length, MarkedAtOnce)];
            all = all[some.Length..];
            Mark(some, wakes);
        }
    }

    private static void Mark(ReadOnlySpan<Subscription> subscriptions, List<Subscriber> wakes)
    {
        foreach (var subscription in subscriptions) subscription.PreloadMark();
        foreach (var subscription in subscriptions)
            if (subscription.Mark()) wakes.Add(subscription.Subscriber);
    }

    /// <summary>Adds all who subscribe.</summary>
    public void AddSubscribersTo(HashSet<Subscriber> subscribers)
    {
        foreach (var subscription in _subscriptions) subscribers.Add(subscription.Subscriber);
    }

    /// <summary>Adds a subscription whose cursor stands at <paramref name="cursor"/>.</summary>
    public Subscription Add(Subscriber subscriber, long cursor, TableView? table = null)
    {
        var subscription = new Subscription(this, subscriber, cursor, table) { Index = _subscriptions.Count };
        _subscriptions.Add(subscription);
        CountDeflated(subscriber, 1);
        return subscription;
    }

    /// <summary>Removes a subscription, in constant time; returns how many are left.</summary>
    public int Remove(Subscription subscription)
    {
        var last = _subscriptions[^1];
        _subscriptions[subscription.Index] = last;
        last.Index = subscription.Index;
        _subscriptions.RemoveAt(_subscriptions.Count - 1);
        CountDeflated(subscription.Subscriber, -1);
        return _subscriptions.Count;
    }

    /// <summary>In the ring of a pass: whether somebody reads it.</summary>
    public bool HasReaders => _readers > 0;

    /// <summary>In the ring of a pass: adds one who reads it. By the pass only.</summary>
    public void AddReader(Subscriber reader)
    {
        _readers++;
        CountDeflated(reader, 1);
    }

    /// <summary>In the ring of a pass: removes one who reads it; returns how many are left. By the pass only.</summary>
    public int RemoveReader(Subscriber reader)
    {
        CountDeflated(reader, -1);
        return --_readers;
    }

    /// <summary>
    /// Copies the frames after the cursor to <paramref name="output"/>, in order, until about <paramref name="maxBytes"/> are
    /// written, and moves the cursor. If frames after the cursor were evicted, moves it past them and tells the gap instead. With
    /// <paramref name="conflation"/>, of each key the newest only. Frames of rows that <paramref name="rows"/> does not match are passed over. Of
    /// frames up to <paramref name="maxDeflated"/> bytes the compressed form is taken, if there is one.
    /// </summary>
    public PullResult Pull(
        ref long cursor, IBufferWriter<byte> output, int maxBytes, Conflation? conflation = null, RowFilter? rows = null, int maxDeflated = 0)
    {
        // Last before the segments: whatever Last names is then in them, or evicted.
        var last = Last;
        if (cursor >= last) return default;
        var segments = window.Segments;
        if (!TryNext(segments, cursor, last, out var next)) return Skip(ref cursor, to: next);
        var copier = new FrameCopier(output, maxBytes, rows, maxDeflated);
        return conflation is null
            ? Copy(segments, ref cursor, next, last, ref copier)
            : CopyNewest(segments, ref cursor, next, last, ref copier, conflation);
    }

    /// <summary>The offset after which the last <paramref name="count"/> frames lie; false if the window does not hold so many.</summary>
    public bool TryFindLast(int count, out long after)
    {
        // Last before the segments, as in a pull.
        after = Last;
        for (var segments = window.Segments; count > 0; count--)
        {
            if (!TryFindOwn(segments, after, out var segment, out var index)) return false;
            after = segment[index].Previous;
        }
        return true;
    }

    /// <summary>Whether it has every frame after the cursor: a pull from there tells no gap.</summary>
    public bool Holds(long cursor)
    {
        // Last before the segments, as in a pull.
        var last = Last;
        return cursor >= last || TryNext(window.Segments, cursor, last, out _);
    }

    // The first frame after the cursor; or, if that one was evicted, false and the last offset that is lost.
    private bool TryNext(Segments segments, long cursor, long last, out long next)
    {
        // Told without a look at the frames: thousands who fall out at once would each walk through the whole window.
        if (cursor < (next = Lost)) return false;
        if (TryFindOwn(segments, cursor, out var segment, out var index))
        {
            next = segment.NextOf(index);
            return true;
        }
        // The cursor stands between frames: look for it from the newest, which costs as much as the frames it will send.
        for (next = last; TryFindOwn(segments, next, out segment, out index); next = segment[index].Previous)
            if (segment[index].Previous <= cursor) return true;
        return false;
    }

    private bool TryFindOwn(Segments segments, long offset, out Segment segment, out int index) =>
        segments.TryFind(offset, out segment, out index) && segment[index].Channel == this;

    private static PullResult Skip(ref long cursor, long to)
    {
        var from = cursor;
        cursor = to;
        return new PullResult { GapFrom = from, HasGap = true, More = true };
    }

    private static PullResult Copy(Segments segments, ref long cursor, long next, long last, ref FrameCopier copier)
    {
        while (next != Entry.None && copier.HasRoom && segments.TryFind(next, out var segment, out var index))
        {
            index = copier.Take(segment, index);
            cursor = segment[index].Offset;
            next = segment.NextOf(index);
        }
        copier.Finish(ref cursor);
        copier.Result.More = cursor < last;
        return copier.Result;
    }

    // Those passed over lie before a newer one of their key that the cursor has not passed: it stands only on what was sent.
    private static PullResult CopyNewest(Segments segments, ref long cursor, long next, long last, ref FrameCopier copier, Conflation conflation)
    {
        var newest = NewestFrames.OfThread;
        var found = conflation.LeftAfter(cursor);
        if (found is { } left) newest.Note(segments, left.UpTo, Math.Min(conflation.UpTo, last), last);
        else found = newest.Find(segments, next, last, conflation.UpTo, copier.Rows);
        var rest = CopyOldest(segments, ref cursor, found.Value, newest, ref copier);
        conflation.Keep(rest, cursor);
        copier.Result.IsPartial = !rest.IsDone;
        if (rest.IsDone)
        {
            cursor = Math.Max(cursor, rest.UpTo);
            copier.Result.Conflated = rest.PassedOver;
        }
        copier.Result.More = cursor < last;
        return copier.Result;
    }

    private static FoundFrames CopyOldest(Segments segments, ref long cursor, FoundFrames found, NewestFrames newest, ref FrameCopier copier)
    {
        var offsets = found.Offsets;
        while (offsets.Count > 0 && copier.HasRoom)
        {
            // Evicted since it was found: nothing of this is good any more, and the next pull tells what is lost.
            if (!segments.TryFind(offsets[^1], out var segment, out var index)) return found with { Offsets = [], IsAll = false };
            if (newest.IsSuperseded(segments, segment.KeyOf(index))) found.PassedOver++;
            else
            {
                copier.Copy(segment, index);
                cursor = offsets[^1];
            }
            offsets.RemoveAt(offsets.Count - 1);
        }
        return found;
    }

    private void CountDeflated(Subscriber subscriber, int more)
    {
        if (subscriber.MaxDeflatedFrame > 0) Volatile.Write(ref _deflated, _deflated + more);
    }
}
