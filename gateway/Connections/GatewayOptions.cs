using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary>Limits and times of connections: the section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>The greatest message from a client, in bytes; 1 MiB of data fits even as base64. Default: 2 MiB; from 1 KiB to 64 MiB.</summary>
    public int MaxMessageBytes { get; set; } = 2 << 20;

    /// <summary>The greatest data of an event that a client publishes, in bytes. Default: 1 MiB; from 1 KiB to 1 MiB.</summary>
    public int MaxEventBytes { get; set; } = 1 << 20;

    /// <summary>Connections of this node; of several apps one has at most half. Default: 100,000; from 1.</summary>
    public int MaxConnections { get; set; } = 100_000;

    /// <summary>Subscriptions of one connection. Default: 10,000; from 1.</summary>
    public int MaxSubscriptionsPerConnection { get; set; } = 10_000;

    /// <summary>How long a connection may take to send <c>connect</c>. Default: 10 s; from 1 s to 5 min.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long without a frame from the client it is pinged; twice as long without one closes it. Default: 25 s; from 1 s to 10 min.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long the closing handshake may take. Default: 5 s; from 100 ms to 1 min.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Over how long a node that is stopped spreads the telling of its clients to reconnect. Default: 10 s; from 0 (all at once) to
    /// what <c>shutdownTimeoutSeconds</c> leaves after <see cref="CloseTimeout"/>.
    /// </summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection may have subscriptions that are behind their window and read Kafka, without once having none; then it
    /// is closed with 4010. Default: 10 min; from 10 s to 24 h; 0 is for ever.
    /// </summary>
    public TimeSpan MaxTimeBehind { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What the kernel may buffer for one client, in bytes; small, so that a slow client is seen early. Default: 64 KiB; from 4 KiB to 16 MiB.</summary>
    public int SendBufferBytes { get; set; } = 64 << 10;

    /// <summary>
    /// How long events may be held back, so that more go with one write, while a core does little but send: never longer than the last sending to all who had
    /// something took. Default: 25 ms; from 0 (never) to 1 s.
    /// </summary>
    public TimeSpan GatherTime { get; set; } = TimeSpan.FromMilliseconds(25);
}

/// <summary>Checks the section <c>Gateway</c> at start.</summary>
internal sealed class GatewayOptionsValidator(IOptions<HostOptions> host) : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(GatewayOptions options)
    {
        if (options.MaxMessageBytes is < 1 << 10 or > 64 << 20) yield return "Gateway:MaxMessageBytes: give 1024 to 67108864.";
        if (options.MaxEventBytes is < 1 << 10 or > 1 << 20) yield return "Gateway:MaxEventBytes: give 1024 to 1048576.";
        if (options.MaxConnections < 1) yield return "Gateway:MaxConnections: give 1 or more.";
        if (options.MaxSubscriptionsPerConnection < 1) yield return "Gateway:MaxSubscriptionsPerConnection: give 1 or more.";
        if (options.ConnectTimeout < TimeSpan.FromSeconds(1) || options.ConnectTimeout > TimeSpan.FromMinutes(5))
            yield return "Gateway:ConnectTimeout: give 00:00:01 to 00:05:00.";
        if (options.PingInterval < TimeSpan.FromSeconds(1) || options.PingInterval > TimeSpan.FromMinutes(10))
            yield return "Gateway:PingInterval: give 00:00:01 to 00:10:00.";
        if (options.CloseTimeout < TimeSpan.FromMilliseconds(100) || options.CloseTimeout > TimeSpan.FromMinutes(1))
            yield return "Gateway:CloseTimeout: give 00:00:00.1 to 00:01:00.";
        if (options.DrainTime < TimeSpan.Zero || options.DrainTime + options.CloseTimeout > host.Value.ShutdownTimeout)
            yield return "Gateway:DrainTime: give 00:00:00 or more; with CloseTimeout at most shutdownTimeoutSeconds.";
        if (options.MaxTimeBehind != TimeSpan.Zero && (options.MaxTimeBehind < TimeSpan.FromSeconds(10) || options.MaxTimeBehind > TimeSpan.FromHours(24)))
            yield return "Gateway:MaxTimeBehind: give 00:00:10 to 1.00:00:00, or 0 for ever.";
        if (options.SendBufferBytes is < 4 << 10 or > 16 << 20) yield return "Gateway:SendBufferBytes: give 4096 to 16777216.";
        if (options.GatherTime < TimeSpan.Zero || options.GatherTime > TimeSpan.FromSeconds(1)) yield return "Gateway:GatherTime: give 00:00:00 to 00:00:01.";
    }
}
