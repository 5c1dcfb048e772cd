using System.Diagnostics;

namespace Gateway.Channels;

/// <summary>What one pull gave: frames, or a gap, or nothing.</summary>
internal struct PullResult
{
    /// <summary>How many frames were written.</summary>
    public int Frames;

    /// <summary>How many were passed over, because a newer one of their key was there.</summary>
    public int Conflated;

    /// <summary>How many bytes they have.</summary>
    public int Bytes;

    /// <summary>How many more they would have had uncompressed.</summary>
    public int SavedBytes;

    /// <summary>Kafka's time stamp of the first of them, in milliseconds since 1970.</summary>
    public long OldestTimestamp;

    /// <summary>The trace of one of them; default if none is recorded.</summary>
    public ActivityContext Trace;

    /// <summary>Whether frames are lost: those after <see cref="GapFrom"/> up to where the cursor now stands.</summary>
    public bool HasGap;

    /// <summary>Where the cursor stood before the gap.</summary>
    public long GapFrom;

    /// <summary>Whether there is more to pull at once.</summary>
    public bool More;

    /// <summary>Of a table: whether the client now has all of it, as it stands at the cursor. Told once.</summary>
    public bool IsWhole;

    /// <summary>Whether events were passed over whose newer ones, of the same keys, are still to come.</summary>
    public bool IsPartial;
}
