using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Bench.Servers;

/// <summary>A node of the publisher API, for <c>--via rest</c>; on the CPUs of everything else.</summary>
internal static class PublisherNode
{
    public static Task<ServerProcess> StartAsync(BenchSite site, int port, CancellationToken stop)
    {
        var start = DotnetService.Start(
            BenchSite.Built("PublisherApi"), port, site, (program, arguments) => new ProcessStartInfo(program, arguments));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(site.ApiKey));
        start.Environment[$"Apps__{site.App}__ApiKeys__0__Name"] = "bench";
        start.Environment[$"Apps__{site.App}__ApiKeys__0__Sha256"] = Convert.ToHexStringLower(hash);
        return ServerProcess.StartAsync(start, port, stop);
    }
}
