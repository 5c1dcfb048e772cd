using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Arrivals;

/// <summary>Registers the limits of TCP connections and gives them to the web server.</summary>
public static class ArrivalExtensions
{
    // What is read of a client before anybody wants it; Kestrel's own default is 1 MiB for each connection.
    private const int ReadAheadBytes = 64 << 10;

    /// <summary>Adds <see cref="ArrivalTable"/>, with the section <c>Connections</c>; once, however many services of one process ask for it.</summary>
    public static IServiceCollection AddArrivals(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(ArrivalTable))) return services;
        services.AddValidated<ArrivalOptions, ArrivalOptionsValidator>(configuration, "Connections");
        services.Configure<SocketTransportOptions>(sockets => sockets.MaxReadBufferSize = ReadAheadBytes);
        services.TryAddSingleton(TimeProvider.System);
        return services.AddLoopHealth().AddSingleton<ArrivalTable>().AddSingleton<IStartupFilter, FirstRequest>();
    }

    /// <summary>Has the web server keep the limits. For a service that does nothing else with its connections.</summary>
    public static void UseArrivals(KestrelServerOptions kestrel)
    {
        var arrivals = LimitArrivals(kestrel);
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => arrivals.ServeAsync(connection, next)));
    }

    /// <summary>Sets the web server's own times; the places of the table are to be taken and given back by the caller.</summary>
    public static ArrivalTable LimitArrivals(KestrelServerOptions kestrel)
    {
        var arrivals = kestrel.ApplicationServices.GetRequiredService<ArrivalTable>();
        kestrel.Limits.RequestHeadersTimeout = arrivals.RequestTimeout;
        kestrel.Limits.KeepAliveTimeout = arrivals.IdleTimeout;
        return arrivals;
    }
}
