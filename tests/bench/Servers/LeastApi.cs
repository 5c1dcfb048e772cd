using System.Reflection;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Servers;

/// <summary>least-api: the least that an HTTP API in front of Kafka can be.</summary>
internal static class LeastApi
{
    // The build writes it into this assembly.
    private static string Program { get; } =
        typeof(LeastApi).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == nameof(LeastApi)).Value!;

    public static Task<ServiceProcess> StartAsync(BenchSite site, int port, CancellationToken stop) =>
        ServiceProcess.StartAsync(
            BuiltService.StartAssembly(Program, port, new Dictionary<string, string> { ["TOPIC"] = site.Topic, ["KAFKA_BOOTSTRAP_SERVERS"] = site.BootstrapServers }), port, stop);
}
