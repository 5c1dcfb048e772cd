using Gateway.Shared.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Gateway.Shared.Hosting.Loops;

/// <summary>Registers background loops.</summary>
public static class LoopServiceCollectionExtensions
{
    /// <summary>Adds a loop of a service.</summary>
    public static IServiceCollection AddLoop<T>(this IServiceCollection services, Func<T, LoopWork> work)
        where T : notnull => services.AddLoops(provider => [work(provider.GetRequiredService<T>())]);

    /// <summary>Adds loops that are made when the service starts, and stop together.</summary>
    public static IServiceCollection AddLoops(this IServiceCollection services, Func<IServiceProvider, IReadOnlyList<LoopWork>> works) => services
        .AddLoopHealth()
        .AddSingleton<IHostedService>(provider =>
            new LoopHost(works(provider), provider.GetRequiredService<LoopHealth>(), provider.GetRequiredService<TimeProvider>()));

    /// <summary>Adds <see cref="LoopHealth"/> and its part of <c>/readyz</c>, once.</summary>
    public static IServiceCollection AddLoopHealth(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(LoopHealth))) return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LoopHealth>().AddHealthChecks().AddCheck<LoopHealth>("loops", tags: [TelemetryExtensions.Ready]);
        return services;
    }
}
