using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Apps;

/// <summary>Registers the apps.</summary>
public static class AppsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="AppRegistry"/> from the section <c>Apps</c>, validated at start.</summary>
    public static IServiceCollection AddApps(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<Dictionary<string, AppOptions>>().Bind(configuration.GetSection("Apps")).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<Dictionary<string, AppOptions>>, AppOptionsValidator>());
        services.TryAddSingleton(provider => new AppRegistry(provider.GetRequiredService<IOptions<Dictionary<string, AppOptions>>>().Value));
        return services;
    }
}
