using Microsoft.Extensions.Options;

namespace Gateway.Log;

/// <summary>How it is noticed that events do not come any more: the section <c>Gateway:Feed</c>.</summary>
public sealed class FeedOptions
{
    /// <summary>How often Kafka is asked how far the partitions go that the node reads. Default: 5 s; from 1 s to 1 min.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After how long without proof that the node has all that Kafka has a partition is stale, and its subscribers are told. Default: 10 s;
    /// from twice <see cref="CheckInterval"/>, so that one question may fail, to 10 min.
    /// </summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Checks the section <c>Gateway:Feed</c> at start.</summary>
internal sealed class FeedOptionsValidator : IValidateOptions<FeedOptions>
{
    public ValidateOptionsResult Validate(string? name, FeedOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(FeedOptions options)
    {
        if (options.CheckInterval < TimeSpan.FromSeconds(1) || options.CheckInterval > TimeSpan.FromMinutes(1))
            yield return "Gateway:Feed:CheckInterval: give 00:00:01 to 00:01:00.";
        if (options.StaleAfter < 2 * options.CheckInterval || options.StaleAfter > TimeSpan.FromMinutes(10))
            yield return "Gateway:Feed:StaleAfter: give twice CheckInterval to 00:10:00.";
    }
}
