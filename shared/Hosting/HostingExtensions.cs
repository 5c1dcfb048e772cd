using Gateway.Shared.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Gateway.Shared.Hosting;

/// <summary>What every process of the product has in common.</summary>
public static class HostingExtensions
{
    private const string Secrets = "/run/secrets/gateway";

    // Connections that wait to be accepted: as many as the system allows (net.core.somaxconn, by default 4,096). Of each beyond that the
    // SYN is dropped, and its client asks again only after 1 s, then 3 s: with Kestrel's 512 that was up to half of a reconnect storm's time.
    private const int Backlog = int.MaxValue;

    private static readonly KeyValuePair<string, string?>[] Quiet =
    [
        new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
        // As long as it might log, the server begins a trace for each request, also where none is recorded.
        new("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "None"),
        // An error a probe, of what is told where it happens.
        new("Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks", "None"),
        // Of each line, in every form of the log: ISO 8601, whatever the language of the system. The blank stands between it and the line.
        // The form must be named: else its options are not read (ConsoleLoggerProvider).
        new("Logging:Console:FormatterName", ConsoleFormatterNames.Simple),
        new("Logging:Console:FormatterOptions:TimestampFormat", "yyyy-MM-dd'T'HH':'mm':'ss.fff'Z' "),
        new("Logging:Console:FormatterOptions:UseUtcTimestamp", "true"),
    ];

    /// <summary>
    /// A builder with settings also from the files of a mounted secret (<c>/run/secrets/gateway</c>, a file for each key, <c>__</c> for
    /// <c>:</c>), which win over all others; in Production it logs one JSON object a line. Each line has its time, in UTC. Settings are read once, because all are checked
    /// at start, and a watch for later ones would cost each process an inotify instance, of which a host has few.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(WebApplicationOptions options)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. options.Args ?? []],
            ContentRootPath = options.ContentRootPath,
        });
        // Weakest of all, so that any setting changes it: a line for each request would cost more than the request, and hold its address.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Quiet });
        builder.Configuration.AddKeyPerFile(Secrets, optional: true);
        builder.WebHost.UseSockets(sockets => sockets.Backlog = Backlog).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Refused with a problem document, by ProblemPagesExtensions, which counts fewer; Kestrel's own refusal has no body.
            kestrel.Limits.MaxRequestHeaderCount = 10 * ProblemPagesExtensions.MaxHeaders;
        });
        if (builder.Environment.IsProduction()) builder.Logging.ClearProviders().AddJsonConsole();
        builder.Services.PostConfigure<JsonConsoleFormatterOptions>(console => console.TimestampFormat = console.TimestampFormat?.TrimEnd());
        return builder;
    }
}
