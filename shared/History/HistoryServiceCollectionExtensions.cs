using Gateway.Shared.Apps;
using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Hosting.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.History;

/// <summary>Registers the reading of the past.</summary>
public static class HistoryServiceCollectionExtensions
{
    /// <summary>Adds <see cref="HistoryQueue"/> and its readers, with the section <c>History</c>; once, however many services of one process ask for it.</summary>
    public static IServiceCollection AddHistory(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(HistoryQueue))) return services;
        services.AddValidated<HistoryOptions, HistoryOptionsValidator>(configuration, "History");
        services.AddSingleton(provider => new HistoryQueue(ShareOf(provider)));
        services.AddSingleton<HistoryReaders>();
        return services.AddLoops(provider => provider.GetRequiredService<HistoryReaders>().Loops());
    }

    // Half of the readers; an app that is alone may have all.
    private static int ShareOf(IServiceProvider provider) => provider.GetService<AppRegistry>() is { All.Count: 1 }
        ? int.MaxValue
        : (provider.GetRequiredService<IOptions<HistoryOptions>>().Value.Readers + 1) / 2;
}
