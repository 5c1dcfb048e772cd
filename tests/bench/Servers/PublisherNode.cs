using System.Security.Cryptography;
using System.Text;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Servers;

/// <summary>A node of the publisher API, for <c>--via rest</c>; on the CPUs of everything else.</summary>
internal static class PublisherNode
{
    public static Task<ServiceProcess> StartAsync(BenchSite site, int port, CancellationToken stop, IEnumerable<KeyValuePair<string, string>>? more = null)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(site.ApiKey));
        var settings = site.ServiceSettings();
        settings[$"Apps:{site.App}:ApiKeys:0:Name"] = "bench";
        settings[$"Apps:{site.App}:ApiKeys:0:Sha256"] = Convert.ToHexStringLower(hash);
        foreach (var (name, value) in more ?? []) settings[name] = value;
        return ServiceProcess.StartAsync(BuiltService.Start("publisher-api", port, settings), port, stop);
    }
}
