using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Shared.Http;

/// <summary>What all addresses of apps have in common, over HTTP.</summary>
public static class HttpExtensions
{
    /// <summary>Adds <see cref="OriginCheck"/>; once, however many services of one process ask for it.</summary>
    public static IServiceCollection AddOrigins(this IServiceCollection services)
    {
        services.TryAddSingleton<OriginCheck>();
        return services;
    }

    /// <summary>Lets pages of the origins that an app allows read the answers of its addresses. Before anything that answers.</summary>
    public static IApplicationBuilder UseOrigins(this IApplicationBuilder app) => app.UseMiddleware<CrossOrigin>();
}
