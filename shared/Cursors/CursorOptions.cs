using Gateway.Shared.Errors;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Cursors;

/// <summary>The cursors of durable subscriptions: the section <c>Cursors</c>.</summary>
public sealed class CursorOptions
{
    /// <summary>
    /// An unused durable subscription is deleted after this time. It is also the retention of the cursors topic when that is created. Use is recorded
    /// at most once per tenth of this time. Default: 30 days; from 1 h to 365 days.
    /// </summary>
    public TimeSpan Expiry { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The memory for the cursors that a gateway node keeps at hand, in bytes. What it has no room for is read from Kafka again for
    /// each subscription, and new ones are refused with 4225; it is the app that takes most that is let go. Default: 128 MiB; from 1 MiB to 16 GiB.
    /// </summary>
    public long MaxIndexBytes { get; set; } = 128 << 20;

    /// <summary>Acknowledgements and subscriptions of a node that wait for Kafka; more are refused with 4401. Default: 100,000; from 1,000 to 10,000,000.</summary>
    public int MaxWaiting { get; set; } = 100_000;

    /// <summary>
    /// Durable names of one user on one channel; a new one beyond it is refused with 4225. Nodes count by themselves, so a few more may come in at the same time. Default: 32; from 1 to 10,000.
    /// </summary>
    public int MaxNamesPerUser { get; set; } = 32;

    /// <summary>
    /// Cursors of one app in one partition of the cursors topic, in which all cursors of a channel lie; a new one beyond it is refused with 4225. Default: 100,000; from 100 to 10,000,000.
    /// </summary>
    public int MaxPerApp { get; set; } = 100_000;

    /// <summary>Why a cursor that there is not yet may not be made; null if it may, or if it <paramref name="isNew"/> is false.</summary>
    /// <param name="isNew">Whether it would be made.</param>
    /// <param name="names">How many names the user has on the channel.</param>
    /// <param name="cursors">How many cursors the app has in the partition.</param>
    public Code? RefusalOf(bool isNew, int names, int cursors)
    {
        if (!isNew) return null;
        if (names >= MaxNamesPerUser) return Codes.TooManyDurables.Saying($"A user has at most {MaxNamesPerUser} durable names on a channel.");
        if (cursors == int.MaxValue) return Codes.TooManyDurables.Saying("The app has more durable names than the node has memory for.");
        return cursors >= MaxPerApp ? Codes.TooManyDurables.Saying($"An app has at most {MaxPerApp} durable names in a partition.") : null;
    }

    /// <summary>How old the last note of a cursor's use may become while it is in use.</summary>
    public TimeSpan NoteAfter => Expiry / 10;
}

/// <summary>Checks the section <c>Cursors</c> at start.</summary>
internal sealed class CursorOptionsValidator : IValidateOptions<CursorOptions>
{
    public ValidateOptionsResult Validate(string? name, CursorOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(CursorOptions options)
    {
        if (options.Expiry < TimeSpan.FromHours(1) || options.Expiry > TimeSpan.FromDays(365)) yield return "Cursors:Expiry: give 01:00:00 to 365.00:00:00.";
        if (options.MaxIndexBytes is < 1 << 20 or > 16L << 30) yield return "Cursors:MaxIndexBytes: give 1048576 to 17179869184.";
        if (options.MaxNamesPerUser is < 1 or > 10_000) yield return "Cursors:MaxNamesPerUser: give 1 to 10000.";
        if (options.MaxPerApp is < 100 or > 10_000_000) yield return "Cursors:MaxPerApp: give 100 to 10000000.";
        if (options.MaxWaiting is < 1_000 or > 10_000_000) yield return "Cursors:MaxWaiting: give 1000 to 10000000.";
    }
}
