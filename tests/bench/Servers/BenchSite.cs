using System.Security.Cryptography;

namespace Gateway.Bench.Servers;

/// <summary>What one run of a server has for itself: an app with fresh keys, its topic, its channels.</summary>
internal sealed record BenchSite(string BootstrapServers, Pinning Pinning, int ChannelCount)
{
    /// <summary>A new app for each run, so that no run sees the events of another.</summary>
    public string App { get; } = $"bench-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>Signs the clients' token.</summary>
    public string TokenSecret { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>Opens the publisher API.</summary>
    public string ApiKey { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>The app's topic, by the naming of both services.</summary>
    public string Topic => $"gateway.{App}.streams";

    /// <summary>The channels.</summary>
    public IReadOnlyList<string> Channels { get; } = ChannelNames(ChannelCount);

    /// <summary>The names of so many channels.</summary>
    public static string[] ChannelNames(int count) => [.. Enumerable.Range(0, count).Select(i => $"bench.{i}")];

    /// <summary>What both services of the product are started with: the bench's Kafka, a quiet log.</summary>
    public Dictionary<string, string> ServiceSettings() => new()
    {
        ["Kafka:BootstrapServers"] = BootstrapServers,
        ["Logging:LogLevel:Default"] = "Warning",
    };
}
