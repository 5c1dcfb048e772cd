using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Gateway.Channels;

/// <summary>
/// A block of consecutive frames of a partition. Only appended to, by one thread, and read by many without a lock: a reader sees
/// the entries below the published count, and these never change but for <see cref="Entry.Next"/>. Never reused, so that a
/// reader that still holds an evicted segment reads what it always held.
/// </summary>
internal sealed class Segment
{
    // Below the large object heap's threshold (85,000 bytes).
    private const int DefaultBytes = 64 << 10;
    private const int MaxEntries = 256;

    // Being in a file costs a copy as well, which pays when so many have been spared theirs.
    private const int SendsBeforeFile = 4;

    private readonly byte[] _bytes;
    private readonly Entry[] _entries;
    private readonly FrameFile? _file;
    private readonly long _fileStart;
    private ActivityContext[]? _traces;
    private bool _hasDeflated;
    private int _count;

    // Frames from the front, so that those of a run are one piece; their keys and compressed forms from the back.
    private int _used;
    private int _end;

    // How often some of it was sent, or about so often, and how much of the front is in the file.
    private int _sends;
    private int _inFile;

    /// <summary>
    /// A segment that has room for at least one frame of <paramref name="bytes"/> bytes with its key and compressed form; a large frame gets one of its own.
    /// Its frames come behind those of the <paramref name="file"/>'s last segment, if there is a file.
    /// </summary>
    public Segment(int bytes, FrameFile? file = null)
    {
        _file = file;
        _fileStart = file?.Length ?? 0;
        _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(DefaultBytes, bytes));
        _end = _bytes.Length;
        _entries = new Entry[bytes > DefaultBytes ? 1 : MaxEntries];
    }

    /// <summary>The offset of the first frame; there is one as soon as readers can see the segment.</summary>
    public long FirstOffset => _entries[0].Offset;

    /// <summary>The offset of the last frame so far.</summary>
    public long LastOffset => _entries[Volatile.Read(ref _count) - 1].Offset;

    /// <summary>The memory that it takes, in bytes.</summary>
    public int Size => _bytes.Length + (_entries.Length * Unsafe.SizeOf<Entry>());

    /// <summary>Whether another frame fits, of this many bytes with its key and compressed form.</summary>
    public bool Fits(int bytes) => _count < _entries.Length && _used + bytes <= _end;

    /// <summary>Adds a frame, with its compressed form if it has one, and publishes it to readers.</summary>
    public void Add(Channel channel, in Record record, ReadOnlySpan<byte> frame, ReadOnlySpan<byte> deflated = default)
    {
        var start = _used;
        frame.CopyTo(_bytes.AsSpan(start));
        _used += frame.Length;
        if (_file is not null) _file.Length += frame.Length;
        StoreAtEnd(deflated);
        StoreAtEnd(record.Key.Span);
        _hasDeflated |= !deflated.IsEmpty;
        _entries[_count] = new Entry
        {
            Channel = channel,
            Offset = record.Offset,
            Previous = channel.Last,
            Next = Entry.None,
            Timestamp = record.Timestamp,
            Start = start,
            Length = frame.Length,
            RunStart = _count > 0 && _entries[_count - 1].Channel == channel ? _entries[_count - 1].RunStart : _count,
            KeyStart = _end,
            KeyLength = record.Key.Length,
            DeflatedLength = deflated.Length,
        };
        if (record.Trace != default) (_traces ??= new ActivityContext[_entries.Length])[_count] = record.Trace;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Links the channel's next frame to the entry.</summary>
    public void Link(int index, long next) => Volatile.Write(ref _entries[index].Next, next);

    /// <summary>Tells the channels of its frames that these are lost. After the window without it was published: what is told as lost is nowhere any more.</summary>
    public void TellEvicted()
    {
        foreach (ref readonly var entry in _entries.AsSpan(0, _count)) entry.Channel.Lost = entry.Offset;
    }

    /// <summary>The entry's index, or negative if no frame has this offset.</summary>
    public int IndexOf(long offset)
    {
        var low = 0;
        var high = Volatile.Read(ref _count) - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = _entries[middle].Offset;
            if (found == offset) return middle;
            if (found < offset) low = middle + 1;
            else high = middle - 1;
        }
        return ~low;
    }

    /// <summary>The entry at an index that <see cref="IndexOf"/> gave.</summary>
    public ref readonly Entry this[int index] => ref _entries[index];

    /// <summary>The offset of the next frame of the entry's channel, or <see cref="Entry.None"/>.</summary>
    public long NextOf(int index) => Volatile.Read(ref _entries[index].Next);

    /// <summary>Whether any of its frames has a compressed form.</summary>
    public bool HasDeflated => Volatile.Read(ref _hasDeflated);

    /// <summary>
    /// The last entry of the run from the given one on: frames of its channel that lie side by side, of which the last begins within
    /// <paramref name="maxBytes"/>; the entry itself, if that is all.
    /// </summary>
    public int RunEnd(int index, int maxBytes)
    {
        var limit = (long)_entries[index].Start + maxBytes;
        var (last, high) = (index, Volatile.Read(ref _count) - 1);
        while (last < high)
        {
            var middle = (last + high + 1) >>> 1;
            ref readonly var entry = ref _entries[middle];
            if (entry.RunStart <= index && entry.Start < limit) last = middle;
            else high = middle - 1;
        }
        return last;
    }

    /// <summary>The entry of the run from <paramref name="first"/> to <paramref name="last"/> that holds the run's byte <paramref name="at"/>.</summary>
    public int IndexAt(int first, int last, int at)
    {
        var place = _entries[first].Start + at;
        while (first < last)
        {
            var middle = (first + last + 1) >>> 1;
            if (_entries[middle].Start <= place) first = middle;
            else last = middle - 1;
        }
        return first;
    }

    /// <summary>The encoded frame of an entry.</summary>
    public ReadOnlySpan<byte> FrameOf(int index) => _bytes.AsSpan(_entries[index].Start, _entries[index].Length);

    /// <summary>The encoded frames of a run.</summary>
    public ArraySegment<byte> FramesOf(int first, int last) =>
        new(_bytes, _entries[first].Start, _entries[last].Start + _entries[last].Length - _entries[first].Start);

    /// <summary>
    /// The encoded frames of a run that is about to be sent, in a file; false if they are in none. They come into one when this was asked a few times.
    /// </summary>
    public bool TryFindInFile(int first, int last, out FileRange range)
    {
        range = default;
        var (start, end) = (_entries[first].Start, _entries[last].Start + _entries[last].Length);
        if (_file is not { IsClosed: false } || !IsInFile(_file, end) || _file.Handle is not { } handle) return false;
        range = new FileRange(handle, _fileStart + start, end - start);
        return true;
    }

    /// <summary>The key of an entry's record within its channel; empty if it has none.</summary>
    public ReadOnlySpan<byte> KeyOf(int index) => _bytes.AsSpan(_entries[index].KeyStart, _entries[index].KeyLength);

    /// <summary>The compressed frame of an entry; empty if there is none.</summary>
    public ReadOnlySpan<byte> DeflatedOf(int index)
    {
        ref readonly var entry = ref _entries[index];
        return _bytes.AsSpan(entry.KeyStart + entry.KeyLength, entry.DeflatedLength);
    }

    /// <summary>The trace that one of these records belongs to, the newest; default if none has one or nobody records it.</summary>
    public ActivityContext TraceOf(int first, int last)
    {
        if (_traces is not { } traces) return default;
        while (last > first && traces[last] == default) last--;
        return traces[last];
    }

    private bool IsInFile(FrameFile file, int end)
    {
        if (Volatile.Read(ref _inFile) >= end) return true;
        if (_sends++ < SendsBeforeFile) return false;
        ref readonly var newest = ref _entries[Volatile.Read(ref _count) - 1];
        return file.TryWrite(_fileStart, _bytes.AsSpan(0, newest.Start + newest.Length), ref _inFile);
    }

    private void StoreAtEnd(ReadOnlySpan<byte> bytes)
    {
        _end -= bytes.Length;
        bytes.CopyTo(_bytes.AsSpan(_end));
    }
}
