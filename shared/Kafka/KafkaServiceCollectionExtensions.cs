using Gateway.Shared.Cursors;
using Gateway.Shared.Hosting.Loops;
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
        services.AddOptions<KafkaOptions>().Bind(configuration.GetSection("Kafka")).ValidateOnStart();
        services.AddOptions<TopicOptions>().Bind(configuration.GetSection("Topics")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<KafkaOptions>, KafkaOptionsValidator>();
        services.AddSingleton<IValidateOptions<TopicOptions>, TopicOptionsValidator>();
        services.AddOptions<CursorOptions>().Bind(configuration.GetSection("Cursors")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CursorOptions>, CursorOptionsValidator>();
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
