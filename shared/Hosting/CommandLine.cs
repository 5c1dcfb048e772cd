using Gateway.Shared.Hosting.Settings;

namespace Gateway.Shared.Hosting;

/// <summary>The command line of all programs: settings as <c>--Section:Key=value</c> or <c>--Section:Key value</c>, and <c>--help</c>.</summary>
internal static class CommandLine
{
    private static readonly string[] Help = ["--help", "-h", "-?", "/?"];

    // Also what ASP.NET reads; what lies in our own sections is checked with the rest of the configuration.
    private static readonly string[] Roots =
    [
        "Apps", "Connections", "Cursors", "Demo", "Gateway", "History", "Kafka", "Operations", "PublisherApi", "Topics",
        "AllowedHosts", "ApplicationName", "ContentRoot", "Environment", "http_ports", "https_ports", "Kestrel", "Logging", "ShutdownTimeoutSeconds", "Urls",
    ];

    /// <summary>Whether the user asks how to use the program.</summary>
    public static bool AsksForHelp(string[] args) => args.Any(arg => Help.Contains(arg, StringComparer.Ordinal));

    /// <summary>How to use it.</summary>
    public static string Usage(string program, string[] aliases) =>
        $"""
        Usage: {program} [--Section:Key=value …]
        {string.Concat(aliases.Select(alias => $"  {alias,-28} the same as --Kafka:BootstrapServers\n"))}  --Kafka:BootstrapServers     where Kafka is: host:port, comma-separated
          --Urls                       where to listen, for example http://*:8080
          --help                       this text
        All settings, their defaults and where else they can be given: docs/configuration.md. A faulty configuration ends with 78.
        """;

    /// <summary>Switches that nobody knows, or that have no value.</summary>
    public static IEnumerable<string> Faults(string[] args, string[] aliases)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].IndexOf('=', StringComparison.Ordinal) is var end and > 0 ? (args[i][..end], args[i][(end + 1)..]) : (args[i], null);
            if (!name.StartsWith("--", StringComparison.Ordinal))
            {
                yield return "command line: give settings as --Section:Key=value; --help tells more.";
                continue;
            }
            if (FaultOf(name, aliases) is { } fault) yield return fault;
            if (value is null && i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal)) value = args[++i];
            if (string.IsNullOrEmpty(value)) yield return $"{name}: give a value.";
        }
    }

    private static string? FaultOf(string name, string[] aliases)
    {
        var root = name[2..].Split(':')[0];
        if (aliases.Contains(name, StringComparer.OrdinalIgnoreCase) || Roots.Contains(root, StringComparer.OrdinalIgnoreCase)) return null;
        return $"{name}: there is no such switch; did you mean {Nearest.Of(name, [.. aliases, .. Roots.Select(known => "--" + known)])}?";
    }
}
