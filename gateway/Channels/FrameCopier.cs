using System.Buffers;

namespace Gateway.Channels;

/// <summary>Copies frames to one connection's output, in the form that it takes, and counts them. Lives for one pull.</summary>
internal ref struct FrameCopier(IBufferWriter<byte> output, int maxBytes, RowFilter? rows, int maxDeflated)
{
    // Below, frames of several subscriptions are better sent together.
    private const int LeastDirect = 16 << 10;

    private bool _isFull;

    /// <summary>What was copied.</summary>
    public PullResult Result;

    /// <summary>Which rows are wanted; null: all.</summary>
    public readonly RowFilter? Rows => rows;

    /// <summary>Whether another frame is to be copied.</summary>
    public readonly bool HasRoom => Result.Bytes < maxBytes && !_isFull;

    /// <summary>Copies a frame, if it is wanted, and those of its run that there is room for; returns the last entry that is done with.</summary>
    public int CopyRun(Segment segment, int index)
    {
        if (rows is null && (maxDeflated == 0 || !segment.HasDeflated)) return CopyPlain(segment, index);
        if (rows is null || rows.Matches(segment.KeyOf(index))) Copy(segment, index);
        return index;
    }

    /// <summary>Copies a frame.</summary>
    public void Copy(Segment segment, int index)
    {
        var plain = segment.FrameOf(index);
        var deflated = plain.Length <= maxDeflated ? segment.DeflatedOf(index) : default;
        var frame = deflated.IsEmpty ? plain : deflated;
        output.Write(frame);
        Count(segment, index, index, frame.Length);
        Result.SavedBytes += plain.Length - frame.Length;
    }

    private int CopyPlain(Segment segment, int index)
    {
        var last = segment.RunEnd(index, maxBytes - Result.Bytes);
        var frames = segment.FramesOf(index, last);
        if (TrySend(segment.TraceOf(index, last) == default ? frames : default, out var sent))
        {
            if (sent < frames.Length) last = CopyTorn(segment, index, last, sent);
        }
        else
        {
            output.Write(frames);
        }
        Count(segment, index, last, segment.FramesOf(index, last).Length);
        return last;
    }

    private readonly bool TrySend(ReadOnlySpan<byte> frames, out int sent)
    {
        sent = 0;
        return frames.Length >= LeastDirect && output is IDirectOutput direct && direct.TrySend(frames, out sent);
    }

    // Only the rest of the frame of which the client has the beginning: the cursor stays before those that follow.
    private int CopyTorn(Segment segment, int first, int last, int sent)
    {
        _isFull = true;
        last = segment.IndexAt(first, last, sent);
        output.Write(segment.FramesOf(first, last)[sent..]);
        return last;
    }

    private void Count(Segment segment, int first, int last, int bytes)
    {
        if (Result.Frames == 0) Result.OldestTimestamp = segment[first].Timestamp;
        if (segment.TraceOf(first, last) is var trace && trace != default) Result.Trace = trace;
        Result.Frames += last - first + 1;
        Result.Bytes += bytes;
    }
}
