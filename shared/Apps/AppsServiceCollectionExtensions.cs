using Gateway.Shared.Hosting.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Apps;

/// <summary>Registers the apps.</summary>
public static class AppsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="AppRegistry"/> from the section <c>Apps</c>, validated at start; once, however many services of one process ask for it.</summary>
    public static IServiceCollection AddApps(this IServiceCollection services, IConfiguration configuration)
    {
        // Bound twice, every list of keys would hold each key twice.
        if (services.Any(service => service.ServiceType == typeof(AppRegistry))) return services;
        services.AddValidated<Dictionary<string, AppOptions>, AppOptionsValidator>(configuration, "Apps");
        services.AddSingleton(Create);
        return services;
    }

    private static AppRegistry Create(IServiceProvider provider)
    {
        var apps = provider.GetRequiredService<IOptions<Dictionary<string, AppOptions>>>().Value;
        // Where there is no logging, as in a test, nothing is told.
        if (provider.GetService<ILogger<AppRegistry>>() is { } log) SharedKeys.Warn(apps, log);
        return new AppRegistry(apps);
    }
}
