using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Shared.Sessions;

/// <summary>Registers the verification of users' tokens.</summary>
public static class SessionsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="TokenVerifier"/>; once, however many services of one process ask for it.</summary>
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.TryAddSingleton<TokenKeys>();
        services.TryAddSingleton<TokenVerifier>();
        return services;
    }
}
