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

    // For fewer the kernel copies faster than it finds the pages.
    private const int LeastInFile = 32 << 10;

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

    /// <summary>Sends of them, with one call, what the output takes at once; returns how many bytes that was.</summary>
    public readonly int Send(IDirectOutput output)
    {
        if (Bytes >= LeastInFile && TryFindInFile(out var range) && output.TrySend(range, out var sent)) return sent;
        var pieces = _piecesOfThread ??= new(Most);
        // Whatever a send that threw has left there is another client's.
        pieces.Clear();
        for (var i = 0; i < Count; i++) pieces.Add(_items[i].Bytes);
        try
        {
            return output.Send(pieces);
        }
        finally
        {
            pieces.Clear();
        }
    }

    // Only if they lie one behind the other there as well.
    private readonly bool TryFindInFile(out FileRange range)
    {
        var isOne = TryFindInFile(_items[0], out range);
        for (var i = 1; i < Count; i++)
        {
            // Asked of each, so that all come into the file at once.
            isOne &= TryFindInFile(_items[i], out var next) && next.File == range.File && next.At == range.At + range.Length;
            range = range with { Length = range.Length + next.Length };
        }
        return isOne;
    }

    private static bool TryFindInFile(in FrameRun run, out FileRange range) => run.Segment.TryFindInFile(run.First, run.Last, out range);

    [InlineArray(Most)]
    private struct Items
    {
        private FrameRun _first;
    }
}
