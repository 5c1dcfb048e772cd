using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Gateway.Shared.Telemetry;

/// <summary>Has the web server listen on the port of operations too, whichever way its other addresses are given.</summary>
internal static class OperationsListener
{
    // ASP.NET's own, if nothing else is given.
    private const string DefaultUrl = "http://localhost:5000";

    /// <summary>Adds the address to the configuration; nothing if there is no such port.</summary>
    public static void Add(IConfiguration configuration)
    {
        if (!int.TryParse(configuration["Operations:Port"], CultureInfo.InvariantCulture, out var port) || port is <= 0 or > 65535) return;
        var url = string.Create(CultureInfo.InvariantCulture, $"http://*:{port}");
        // In the order in which ASP.NET looks for them: each hides those that follow.
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any()) Set("Kestrel:Endpoints:Operations:Url", url);
        else if (configuration["urls"] is { Length: > 0 } urls) Set("urls", $"{urls};{url}");
        else if ((configuration["http_ports"] ?? configuration["https_ports"]) is { Length: > 0 })
            Set("http_ports", string.Join(';', configuration["http_ports"], port.ToString(CultureInfo.InvariantCulture)).TrimStart(';'));
        else Set("urls", $"{DefaultUrl};{url}");

        void Set(string key, string value) =>
            ((IConfigurationBuilder)configuration).AddInMemoryCollection([new(key, value)]);
    }
}
