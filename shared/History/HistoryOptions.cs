using Microsoft.Extensions.Options;

namespace Gateway.Shared.History;

/// <summary>What may be asked of the past, and what finding it may cost: the section <c>History</c>.</summary>
public sealed class HistoryOptions
{
    /// <summary>The greatest <c>last</c> and <c>limit</c> that a client may ask for. Default: 1000; from 1 to 10,000.</summary>
    public int MaxEvents { get; set; } = 1000;

    /// <summary>How many records one search for the last events, or one page, may read. Default: 100,000; from 1,000 to 1,000,000.</summary>
    public int MaxScanRecords { get; set; } = 100_000;

    /// <summary>How much it may read, in bytes; no further step is begun beyond. Default: 64 MiB; from 1 MiB to 1 GiB.</summary>
    public long MaxScanBytes { get; set; } = 64 << 20;

    /// <summary>How long it may take once it has begun. Default: 5 s; from 1 s to 1 min.</summary>
    public TimeSpan MaxScanTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The size at which a page of the REST API ends, in bytes; its last event may go beyond. Default: 4 MiB; from 64 KiB to 64 MiB.</summary>
    public int MaxPageBytes { get; set; } = 4 << 20;

    /// <summary>How many read at a time, each with a thread and a Kafka consumer of its own; for one of several apps at most half. Default: 2; from 1 to 16.</summary>
    public int Readers { get; set; } = 2;

    /// <summary>Subscriptions whose start is being looked for; more are refused with 4401. One app has at most half. Default: 10,000; from 2 to 1,000,000.</summary>
    public int MaxSearches { get; set; } = 10_000;

    /// <summary>
    /// Requests of the REST API for which Kafka is read; more are refused with 4401. One app has at most half, one user of it at most half of that. Default: 32;
    /// from 2 to 10,000.
    /// </summary>
    public int MaxRequests { get; set; } = 32;

    /// <summary>
    /// The memory of the answers to such requests until the clients have taken them, in bytes; more are refused with 4401. An answer counts
    /// <see cref="MaxPageBytes"/> while it is made. Shared like <see cref="MaxRequests"/>. Default: 128 MiB; from 8 MiB to 16 GiB, and at least
    /// <see cref="MaxPageBytes"/>.
    /// </summary>
    public long MaxWaitingBytes { get; set; } = 128L << 20;
}

/// <summary>Checks the section <c>History</c> at start.</summary>
internal sealed class HistoryOptionsValidator : IValidateOptions<HistoryOptions>
{
    public ValidateOptionsResult Validate(string? name, HistoryOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(HistoryOptions options)
    {
        if (options.MaxEvents is < 1 or > 10_000) yield return "History:MaxEvents: give 1 to 10000.";
        if (options.MaxScanRecords is < 1_000 or > 1_000_000) yield return "History:MaxScanRecords: give 1000 to 1000000.";
        if (options.MaxScanBytes is < 1 << 20 or > 1 << 30) yield return "History:MaxScanBytes: give 1048576 to 1073741824.";
        if (options.MaxScanTime < TimeSpan.FromSeconds(1) || options.MaxScanTime > TimeSpan.FromMinutes(1))
            yield return "History:MaxScanTime: give 00:00:01 to 00:01:00.";
        if (options.MaxPageBytes is < 64 << 10 or > 64 << 20) yield return "History:MaxPageBytes: give 65536 to 67108864.";
        if (options.Readers is < 1 or > 16) yield return "History:Readers: give 1 to 16.";
        if (options.MaxSearches is < 2 or > 1_000_000) yield return "History:MaxSearches: give 2 to 1000000.";
        if (options.MaxWaitingBytes is < 8L << 20 or > 16L << 30 || options.MaxWaitingBytes < options.MaxPageBytes)
            yield return "History:MaxWaitingBytes: give 8388608 to 17179869184, and not less than History:MaxPageBytes.";
        if (options.MaxRequests is < 2 or > 10_000) yield return "History:MaxRequests: give 2 to 10000.";
    }
}
