using System.Buffers;

namespace Gateway.Channels;

/// <summary>Copies frames to one connection's output, in the form that it takes, and counts them. Lives for one pull.</summary>
internal ref struct FrameCopier(IBufferWriter<byte> output, int maxBytes, RowFilter? rows, int maxDeflated)
{
    /// <summary>What was copied.</summary>
    public PullResult Result;

    /// <summary>Which rows are wanted; null: all.</summary>
    public readonly RowFilter? Rows => rows;

    /// <summary>Whether another frame is to be copied.</summary>
    public readonly bool HasRoom => Result.Bytes < maxBytes;

    /// <summary>Whether the frame is one of those that are wanted.</summary>
    public readonly bool Wants(Segment segment, int index) => rows is null || rows.Matches(segment.KeyOf(index));

    /// <summary>Copies a frame.</summary>
    public void Copy(Segment segment, int index)
    {
        var plain = segment.FrameOf(index);
        var deflated = plain.Length <= maxDeflated ? segment.DeflatedOf(index) : default;
        var frame = deflated.IsEmpty ? plain : deflated;
        output.Write(frame);
        if (Result.Frames++ == 0) Result.OldestTimestamp = segment[index].Timestamp;
        if (segment.TraceOf(index) is { } trace && trace != default) Result.Trace = trace;
        Result.Bytes += frame.Length;
        Result.SavedBytes += plain.Length - frame.Length;
    }
}
