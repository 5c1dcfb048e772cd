using System.Globalization;

namespace Gateway.Shared.Kafka;

/// <summary>The rule for <c>Kafka:BootstrapServers</c>: <c>host:port</c>, comma-separated; IPv6 as <c>[::1]:9092</c>. Before a host may stand the name of a security protocol, as in Java's listeners.</summary>
internal static class ServerList
{
    private const string Form = "give host:port, comma-separated, for example kafka-1:9092,kafka-2:9092";

    private static readonly string[] Protocols = ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"];

    /// <summary>What is wrong with each entry; nothing is quoted, because it may be a secret in the wrong place.</summary>
    public static IEnumerable<string> FaultsOf(string servers)
    {
        if (string.IsNullOrWhiteSpace(servers)) return [$"{Form}."];
        return servers.Split(',').Select((server, index) => FaultOf(server.Trim(), index + 1)).OfType<string>();
    }

    private static string? FaultOf(string server, int number)
    {
        if (server.IndexOf("://", StringComparison.Ordinal) is >= 0 and var end)
        {
            if (!Protocols.Contains(server[..end], StringComparer.OrdinalIgnoreCase)) return $"entry {number} is an address of the web; {Form}.";
            server = server[(end + 3)..];
        }
        var colon = server.LastIndexOf(':');
        if (colon < 0 || server.EndsWith(']')) return $"entry {number} has no port; {Form}.";
        if (!IsPort(server[(colon + 1)..])) return $"entry {number} has a port that is not 1 to 65535; {Form}.";
        return IsHost(server[..colon]) ? null : $"entry {number} has no host that can be one; {Form}.";
    }

    private static bool IsPort(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535;

    private static bool IsHost(string host) => Uri.CheckHostName(host) is UriHostNameType.IPv4 or UriHostNameType.IPv6
        ? !host.Contains(':', StringComparison.Ordinal) || (host.StartsWith('[') && host.EndsWith(']'))
        : host.Length > 0 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
