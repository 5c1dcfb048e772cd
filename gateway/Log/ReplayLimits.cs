using Gateway.Channels;

namespace Gateway.Log;

/// <summary>How much a node reads again at a time.</summary>
/// <param name="Passes">How many partitions each reader reads again at a time.</param>
/// <param name="BytesOfReader">The memory of all passes of a reader, in bytes.</param>
internal sealed record ReplayLimits(int Passes, long BytesOfReader)
{
    /// <summary>
    /// How many readers there are, and so how many reads of one partition at a time beside the live one: two, so that a long way
    /// back does not make a short one wait.
    /// </summary>
    public const int Readers = 2;

    private const int PassesOfReader = 8;

    /// <summary>Shares the memory of <see cref="WindowOptions.MaxReplayBytes"/> out.</summary>
    public static ReplayLimits Of(WindowOptions options) => new(PassesOfReader, options.MaxReplayBytes / Readers);

    /// <summary>The memory of each pass, in bytes, while a reader has so many: it is shared evenly.</summary>
    public long BytesOfPass(int passes) => BytesOfReader / Math.Max(1, passes);
}
