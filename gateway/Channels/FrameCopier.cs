using System.Buffers;

namespace Gateway.Channels;

/// <summary>
/// Gives frames to one connection's output, in the form that it takes, and counts them: long runs from where they lie, others as copies. Lives for
/// one pull.
/// </summary>
internal ref struct FrameCopier(IBufferWriter<byte> output, int maxBytes, RowFilter? rows, int maxDeflated)
{
    // Below, frames of several subscriptions are better sent together.
    private const int LeastDirect = 16 << 10;

    private const int MostDirect = 256 << 10;

    // Null as soon as something must be copied, and all after it.
    private IDirectOutput? _direct = output is IDirectOutput { IsFlushed: true } direct ? direct : null;

    // Neither sent nor copied yet.
    private FrameRuns _runs;

    /// <summary>What was copied or sent.</summary>
    public PullResult Result;

    /// <summary>Which rows are wanted; null: all.</summary>
    public readonly RowFilter? Rows => rows;

    /// <summary>Whether another frame is to be taken.</summary>
    public readonly bool HasRoom => _direct is null
        ? Result.Bytes < maxBytes
        : _runs.Bytes < MostDirect && (_runs.Count < FrameRuns.Most || _runs.Bytes < LeastDirect);

    /// <summary>Takes a frame, if it is wanted, and those of its run that there is room for; returns the last entry that is done with.</summary>
    public int Take(Segment segment, int index)
    {
        if (rows is null && (maxDeflated == 0 || !segment.HasDeflated)) return TakeRun(segment, index);
        if (rows is null || rows.Matches(segment.KeyOf(index))) Copy(segment, index);
        return index;
    }

    /// <summary>Copies a frame.</summary>
    public void Copy(Segment segment, int index)
    {
        CopyRuns();
        var plain = segment.FrameOf(index);
        var deflated = plain.Length <= maxDeflated ? segment.DeflatedOf(index) : default;
        var frame = deflated.IsEmpty ? plain : deflated;
        output.Write(frame);
        Count(new FrameRun(segment, index, index), frame.Length);
        Result.SavedBytes += plain.Length - frame.Length;
    }

    /// <summary>Sends what was taken and not copied; the cursor moves back to the last frame of which the output has taken, or was given, all.</summary>
    public void Finish(ref long cursor)
    {
        if (_runs.Count == 0) return;
        if (_runs.Bytes < LeastDirect) CopyRuns();
        else CountSent(_runs.Send(_direct!), ref cursor);
    }

    private int TakeRun(Segment segment, int index)
    {
        var room = _direct is null ? maxBytes - Result.Bytes : MostDirect - _runs.Bytes;
        var run = new FrameRun(segment, index, segment.RunEnd(index, room));
        // A trace's span is that of a flush.
        if (_runs.Count == FrameRuns.Most || run.Trace != default) CopyRuns();
        if (_direct is null) Copy(run);
        else _runs.Add(run);
        return run.Last;
    }

    private void CopyRuns()
    {
        for (var i = 0; i < _runs.Count; i++) Copy(_runs[i]);
        _runs = default;
        _direct = null;
    }

    private void Copy(in FrameRun run)
    {
        output.Write(run.Bytes);
        Count(run, run.Bytes.Count);
    }

    private void CountSent(int sent, ref long cursor)
    {
        for (var i = 0; i < _runs.Count; i++)
        {
            var run = _runs[i];
            var bytes = run.Bytes;
            if (sent < bytes.Count) run = run.UpTo(sent);
            Count(run, run.Bytes.Count);
            cursor = run.End;
            if (sent < bytes.Count)
            {
                // Only the rest of the frame of which the client has the beginning.
                output.Write(run.Bytes.AsSpan(sent));
                return;
            }
            sent -= bytes.Count;
        }
    }

    private void Count(in FrameRun run, int bytes)
    {
        if (Result.Frames == 0) Result.OldestTimestamp = run.Segment[run.First].Timestamp;
        if (run.Trace is var trace && trace != default) Result.Trace = trace;
        Result.Frames += run.Count;
        Result.Bytes += bytes;
    }
}
