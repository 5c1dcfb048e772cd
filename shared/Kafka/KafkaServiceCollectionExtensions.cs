using Gateway.Shared.Cursors;
using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Hosting.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>Registers the Kafka clients that both services use.</summary>
public static class KafkaServiceCollectionExtensions
{
    /// <summary>Adds options, topics and the producer, once, however many services of one process ask for them.</summary>
    public static IServiceCollection AddKafka(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(TopicCatalog))) return services;
        services.AddValidated<KafkaOptions, KafkaOptionsValidator>(configuration, "Kafka");
        services.AddValidated<TopicOptions, TopicOptionsValidator>(configuration, "Topics");
        services.AddValidated<CursorOptions, CursorOptionsValidator>(configuration, "Cursors");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<TopicCatalog>();
        services.AddSingleton<TopicDescriber>();
        services.AddSingleton<TopicAdmin>();
        services.AddSingleton<PlacementLog>();
        services.AddSingleton<RecordProducer>();
        services.AddSingleton<EventProducer>();
        services.AddSingleton<TopicProvisioner>();
        services.AddLoop<TopicProvisioner>(provisioner => provisioner.Loop);
        return services;
    }
}
