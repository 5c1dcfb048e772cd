using Microsoft.Extensions.Options;

namespace Gateway.Shared.Arrivals;

/// <summary>Limits of TCP connections, whatever they turn out to be: the section <c>Connections</c>.</summary>
public sealed class ArrivalOptions
{
    /// <summary>
    /// Open TCP connections of this process, of every kind. Default: 0, as many as the limit of open files leaves (RLIMIT_NOFILE less a tenth, and
    /// at least 256, for Kafka, files and the log); otherwise from 1 to 10,000,000.
    /// </summary>
    public int Max { get; set; }

    /// <summary>
    /// New connections a second from one address (IPv6: from one /64); ten seconds' worth may come at once. Default: 0, any number, because behind a
    /// balancer that hides addresses all clients have one; up to 1,000,000.
    /// </summary>
    public int RatePerAddress { get; set; }

    /// <summary>
    /// How long a new connection may take to bring its first request, from its beginning on, and any connection to bring the header of a request, from its first byte on.
    /// Default: 10 s; from 1 s to 5 min.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection may idle between two requests; longer than balancers keep theirs (nginx and the usual clouds 60 s). Default: 75 s; from 5 s to 1 h.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(75);
}

/// <summary>Checks the section <c>Connections</c> at start.</summary>
internal sealed class ArrivalOptionsValidator : IValidateOptions<ArrivalOptions>
{
    public ValidateOptionsResult Validate(string? name, ArrivalOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(ArrivalOptions options)
    {
        if (options.Max is < 0 or > 10_000_000) yield return "Connections:Max: give 1 to 10000000, or 0 for as many as the limit of open files leaves.";
        if (options.RatePerAddress is < 0 or > 1_000_000) yield return "Connections:RatePerAddress: give 1 to 1000000, or 0 for any number.";
        if (options.RequestTimeout < TimeSpan.FromSeconds(1) || options.RequestTimeout > TimeSpan.FromMinutes(5))
            yield return "Connections:RequestTimeout: give 00:00:01 to 00:05:00.";
        if (options.IdleTimeout < TimeSpan.FromSeconds(5) || options.IdleTimeout > TimeSpan.FromHours(1))
            yield return "Connections:IdleTimeout: give 00:00:05 to 01:00:00.";
    }
}
