namespace Gateway.Channels;

/// <summary>One frame in a <see cref="Segment"/>: a link of its channel's chain through the partition's ring. Links are offsets, never references.</summary>
internal struct Entry
{
    /// <summary>There is no later frame of the channel yet.</summary>
    public const long None = -1;

    /// <summary>Whose frame it is.</summary>
    public Channel Channel;

    /// <summary>The Kafka offset.</summary>
    public long Offset;

    /// <summary>The offset of the channel's frame before this one; for its first frame, the offset from which the node has read the channel.</summary>
    public long Previous;

    /// <summary>The offset of the channel's next frame, or <see cref="None"/>. The only field that changes after the entry was published.</summary>
    public long Next;

    /// <summary>Kafka's time stamp of the record, in milliseconds since 1970.</summary>
    public long Timestamp;

    /// <summary>Where the frame starts in the segment's bytes.</summary>
    public int Start;

    /// <summary>The frame's length, in bytes.</summary>
    public int Length;

    /// <summary>The index of the first entry of its run: frames of one channel that lie side by side.</summary>
    public int RunStart;

    /// <summary>Where the record's key within the channel starts in the segment's bytes; the compressed frame follows it.</summary>
    public int KeyStart;

    /// <summary>The length of that key, in bytes; 0 if the record has none.</summary>
    public int KeyLength;

    /// <summary>The length of the compressed frame, in bytes; 0 if there is none.</summary>
    public int DeflatedLength;
}
