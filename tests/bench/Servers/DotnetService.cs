using System.Diagnostics;

namespace Gateway.Bench.Servers;

/// <summary>What both services of the product are started with.</summary>
internal static class DotnetService
{
    public delegate ProcessStartInfo Starter(string program, params IEnumerable<string> arguments);

    /// <summary>A start of the built assembly, on the bench's Kafka and with the bench's app.</summary>
    public static ProcessStartInfo Start(string assembly, int port, BenchSite site, Starter starter)
    {
        var start = starter("dotnet", assembly);
        start.WorkingDirectory = Path.GetDirectoryName(assembly);
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["Kafka__BootstrapServers"] = site.BootstrapServers;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Gateway__MaxConnections"] = "1000000";
        return start;
    }
}
