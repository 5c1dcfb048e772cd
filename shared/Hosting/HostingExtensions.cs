using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Shared.Hosting;

/// <summary>What every process of the product has in common.</summary>
public static class HostingExtensions
{
    private const string Secrets = "/run/secrets/gateway";

    /// <summary>
    /// Adds settings from the files of a mounted secret (<c>/run/secrets/gateway</c>, a file for each key, <c>__</c> for <c>:</c>),
    /// which win over all others, and in Production logs one JSON object a line.
    /// </summary>
    public static WebApplicationBuilder AddHosting(this WebApplicationBuilder builder)
    {
        // Weakest of all, so that any setting changes it: a line for each request would cost more than the request, and hold its address.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = [new("Logging:LogLevel:Microsoft.AspNetCore", "Warning")] });
        builder.Configuration.AddKeyPerFile(Secrets, optional: true);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (builder.Environment.IsProduction()) builder.Logging.ClearProviders().AddJsonConsole(console => console.UseUtcTimestamp = true);
        return builder;
    }
}
