using System.Globalization;
using System.Net;
using Gateway.Tests.Client;
using Gateway.Tests.Processes;

namespace Gateway.Tests.Security.Starting;

/// <summary>What is for the platform is answered on the port of operations, and nowhere else.</summary>
public sealed class OperationsPortTests
{
    [Fact]
    public async Task Operations_WithAPortOfTheirOwn_AreAnsweredThereAndNowhereElse()
    {
        var (port, operations) = (FreePorts.Take(), FreePorts.Take());
        var settings = new Dictionary<string, string> { ["Operations:Port"] = operations.ToString(CultureInfo.InvariantCulture) };
        await using var service = await ServiceProcess.LaunchAsync(BuiltService.Start("standalone", port, settings), port);
        using var http = new HttpClient();
        await Within.UntilAsync(() => IsReadyAsync(http, operations), "the service is ready", ServiceProcess.Limit);

        foreach (var path in (string[])["/metrics", "/METRICS", "/livez", "/readyz"])
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, operations, path));
        foreach (var path in (string[])["/metrics", "/METRICS", "/metrics/", "/%6detrics", "/livez", "/readyz", "/ReadyZ/"])
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, port, path));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, port, path, $"localhost:{operations}"));
        }
        foreach (var path in (string[])["/", "/docs", "/v1/apps/demo/ws", "/demo/token"])
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, operations, path));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, port, "/"));
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, int port)
    {
        try
        {
            return await StatusAsync(http, port, "/readyz") == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, int port, string path, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}{path}");
        request.Headers.Host = host;
        using var answer = await http.SendAsync(request);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        return answer.StatusCode;
    }
}
