using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Gateway.Tests.Processes;

/// <summary>A service of the product as it was built beside the tests: <c>gateway</c>, <c>publisher-api</c> or <c>standalone</c>.</summary>
public static class BuiltService
{
    /// <summary>A start of the service on this port of 127.0.0.1, as its image starts it. Settings are named as in docs/configuration.md.</summary>
    public static ProcessStartInfo Start(string service, int port, IEnumerable<KeyValuePair<string, string>> settings) =>
        StartAssembly(AssemblyOf(service), port, settings);

    /// <summary>The same, of the assembly at this path.</summary>
    public static ProcessStartInfo StartAssembly(string path, int port, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", [path]) { WorkingDirectory = Path.GetDirectoryName(path) };
        start.Environment["Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return start;
    }

    private static string AssemblyOf(string service) =>
        typeof(BuiltService).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == service).Value!;
}
