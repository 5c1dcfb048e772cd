using Microsoft.Extensions.Options;

namespace Gateway.Channels;

/// <summary>The windows: the section <c>Gateway:Window</c>.</summary>
public sealed class WindowOptions
{
    /// <summary>Memory for the frames of one partition, and so of one channel, in bytes. Default: 16 MiB; from 1 MiB to 1 GiB.</summary>
    public long MaxBytesPerPartition { get; set; } = 16 << 20;

    /// <summary>
    /// Memory for all frames of the node, in bytes; when it reads many partitions, each has its even share of it (the newest
    /// segment of each, 64 KiB or one event, always stays). Default: 256 MiB; from <see cref="MaxBytesPerPartition"/> to 64 GiB.
    /// </summary>
    public long MaxBytesPerNode { get; set; } = 256 << 20;

    /// <summary>Memory for the frames that are read again for subscriptions behind their window, in bytes. Default: 64 MiB; from 4 MiB to 1 GiB.</summary>
    public long MaxReplayBytes { get; set; } = 64 << 20;

    /// <summary>
    /// Memory for frames that many connections are sent and that are therefore kept once more, as files in memory, so that the kernel need not copy them
    /// for each (Linux only), in bytes. Default: 32 MiB; 0: none; otherwise 8 MiB to 1 GiB.
    /// </summary>
    public long MaxFileBytes { get; set; } = 32 << 20;

    /// <summary>How long a channel, and its partition, is kept after its last subscriber left. Default: 60 s; from 0 to 1 h.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How many channels without subscriber a node keeps for the linger time, of all partitions that it reads, each of which has its even share; beyond that those that
    /// hold no frame go first, then those that were left first. Each takes some 400 bytes beside its frames. Default: 50,000; from 0 to 10,000,000.
    /// </summary>
    public int MaxIdleChannels { get; set; } = 50_000;

    /// <summary>The share of each of <paramref name="windows"/> windows of the idle channels.</summary>
    public int IdleChannelsOf(int windows) => MaxIdleChannels / Math.Max(1, windows);

    /// <summary>The bound of each of <paramref name="windows"/> windows, in bytes.</summary>
    public long BoundOf(int windows) => Math.Min(MaxBytesPerPartition, MaxBytesPerNode / Math.Max(1, windows));
}

/// <summary>Checks the section <c>Gateway:Window</c> at start.</summary>
internal sealed class WindowOptionsValidator : IValidateOptions<WindowOptions>
{
    public ValidateOptionsResult Validate(string? name, WindowOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(WindowOptions options)
    {
        if (options.MaxBytesPerPartition is < 1 << 20 or > 1 << 30)
            yield return "Gateway:Window:MaxBytesPerPartition: give 1048576 to 1073741824.";
        if (options.MaxBytesPerNode < options.MaxBytesPerPartition || options.MaxBytesPerNode > 64L << 30)
            yield return "Gateway:Window:MaxBytesPerNode: give MaxBytesPerPartition to 68719476736.";
        if (options.MaxReplayBytes is < 4 << 20 or > 1 << 30)
            yield return "Gateway:Window:MaxReplayBytes: give 4194304 to 1073741824.";
        if (options.MaxFileBytes is not 0 and (< 8 << 20 or > 1 << 30))
            yield return "Gateway:Window:MaxFileBytes: give 0, or 8388608 to 1073741824.";
        if (options.Linger < TimeSpan.Zero || options.Linger > TimeSpan.FromHours(1))
            yield return "Gateway:Window:Linger: give 00:00:00 to 01:00:00.";
        if (options.MaxIdleChannels is < 0 or > 10_000_000)
            yield return "Gateway:Window:MaxIdleChannels: give 0 to 10000000.";
    }
}
