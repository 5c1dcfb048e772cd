using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Gateway.Channels;

/// <summary>Frames of one channel that lie side by side in a segment, from the entry <paramref name="First"/> to <paramref name="Last"/>.</summary>
internal readonly record struct FrameRun(Segment Segment, int First, int Last)
{
    /// <summary>How many frames.</summary>
    public int Count => Last - First + 1;

    /// <summary>Their bytes, where they lie.</summary>
    public ArraySegment<byte> Bytes => Segment.FramesOf(First, Last);

    /// <summary>The trace that one of them belongs to; default if there is none.</summary>
    public ActivityContext Trace => Segment.TraceOf(First, Last);

    /// <summary>The offset of the last frame.</summary>
    public long End => Segment[Last].Offset;

    /// <summary>The frames up to the one that holds the byte <paramref name="at"/>.</summary>
    public FrameRun UpTo(int at) => this with { Last = Segment.IndexAt(First, Last, at) };
}

/// <summary>A few runs, one after the other.</summary>
internal struct FrameRuns
{
    /// <summary>The greatest number. More are mostly single frames between those of other channels, which it costs less to copy.</summary>
    public const int Most = 4;

    [ThreadStatic]
    private static List<ArraySegment<byte>>? _piecesOfThread;

    private Items _items;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they have.</summary>
    public int Bytes { get; private set; }

    /// <summary>One of them.</summary>
    public readonly FrameRun this[int index] => _items[index];

    /// <summary>Adds one.</summary>
    public void Add(in FrameRun run)
    {
        _items[Count++] = run;
        Bytes += run.Bytes.Count;
    }

    /// <summary>Sends them with one call; false if the output does not take any now.</summary>
    public readonly bool TrySend(IDirectOutput output, out int sent)
    {
        var pieces = _piecesOfThread ??= new(Most);
        for (var i = 0; i < Count; i++) pieces.Add(_items[i].Bytes);
        var isSent = output.TrySend(pieces, out sent);
        pieces.Clear();
        return isSent;
    }

    [InlineArray(Most)]
    private struct Items
    {
        private FrameRun _first;
    }
}
