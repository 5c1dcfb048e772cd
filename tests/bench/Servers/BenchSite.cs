using System.Net;
using System.Net.Sockets;
using System.Reflection;
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
    public IReadOnlyList<string> Channels { get; } = [.. Enumerable.Range(0, ChannelCount).Select(i => $"bench.{i}")];

    /// <summary>A port that was free when asked for.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A path that the build wrote into this assembly.</summary>
    public static string Built(string name) =>
        typeof(BenchSite).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == name).Value!;
}
