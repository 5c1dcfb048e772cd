using Confluent.Kafka;
using Gateway.Channels;
using Gateway.Connections;
using Gateway.Connections.Strangers;
using Gateway.Connections.WebSockets;
using Gateway.Cursors;
using Gateway.Log;
using Gateway.Metrics;
using Gateway.Protocols.Json;
using Gateway.Shared.Sessions;
using Gateway.Shared.Apps;
using Gateway.Shared.Arrivals;
using Gateway.Shared.History;
using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Http;
using Gateway.Shared.Kafka;
using Gateway.Shared.Hosting.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>Registers and maps the gateway.</summary>
public static class GatewayExtensions
{
    /// <summary>Adds a gateway node: log, channels, connections, sessions.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, IConfiguration configuration) => services
        .AddArrivals(configuration)
        .AddApps(configuration)
        .AddKafka(configuration)
        .AddHistory(configuration)
        .AddLog(configuration)
        .AddCursors()
        .AddChannels(configuration)
        .AddConnections(configuration)
        .AddSessions()
        .AddOrigins();

    /// <summary>Maps <c>GET /v1/apps/{app}/ws</c>.</summary>
    public static IEndpointRouteBuilder MapGateway(this IEndpointRouteBuilder routes)
    {
        // Resolved with the first request: faulty options are then told by the validation at start, all at once.
        routes.MapGet("/v1/apps/{app}/ws", (HttpContext context, string app, WebSocketEndpoint endpoint) => endpoint.HandleAsync(context, app))
            .ExcludeFromDescription();
        return routes;
    }

    private static IServiceCollection AddLog(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidated<FeedOptions, FeedOptionsValidator>(configuration, "Gateway:Feed");
        services
            .AddSingleton(provider => Consumer(provider, options => options.Consumer(), "consumer"))
            .AddTransient<RecordEncoder>()
            .AddSingleton<LogReader>()
            .AddLoop<LogReader>(reader => reader.Loop)
            .AddLoops(provider => [WithConsumer<PartitionAssigner>(provider, "asking consumer").Loop])
            .AddHostedService<LogWatch>()
            .AddLoops(provider => [WithConsumer<FeedWatch>(provider, "feed consumer").Loop])
            .AddHostedService<MetricsCollector>()
            .AddSingleton(provider => ReplayLimits.Of(provider.GetRequiredService<IOptions<WindowOptions>>().Value))
            .AddLoops(provider => [.. Enumerable.Range(0, ReplayLimits.Readers).Select(_ => WithConsumer<LogReplayer>(provider, "replay consumer").Loop)]);
        return services;
    }

    // Its loop owns the consumer.
    private static T WithConsumer<T>(IServiceProvider provider, string consumer) =>
        ActivatorUtilities.CreateInstance<T>(provider, Consumer(provider, options => options.ReplayConsumer(), consumer));

    private static LogConsumer Consumer(IServiceProvider provider, Func<KafkaOptions, ConsumerConfig> config, string name) =>
        ActivatorUtilities.CreateInstance<LogConsumer>(provider, config(provider.GetRequiredService<IOptions<KafkaOptions>>().Value), name);

    private static IServiceCollection AddCursors(this IServiceCollection services) => services
        .AddSingleton<Func<LogConsumer>>(provider => () => Consumer(provider, options => options.ReplayConsumer(), "cursor consumer"))
        .AddSingleton(CursorReadersOf)
        .AddLoop<CursorReaders>(readers => readers.Scans.Loop)
        .AddLoop<CursorReaders>(readers => readers.Kept.Loop)
        .AddSingleton<CursorStore>()
        .AddSingleton<CursorKeeper>()
        .AddLoop<CursorKeeper>(keeper => keeper.Loop);

    private static CursorReaders CursorReadersOf(IServiceProvider provider)
    {
        var scans = ActivatorUtilities.CreateInstance<CursorReader>(provider);
        return new(ActivatorUtilities.CreateInstance<CursorReader>(provider, scans), scans);
    }

    private static IServiceCollection AddChannels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidated<WindowOptions, WindowOptionsValidator>(configuration, "Gateway:Window");
        return services.AddSingleton<ReplayQueue>().AddSingleton<Pacer>().AddSingleton<FrameFiles>().AddSingleton<WindowTable>();
    }

    private static IServiceCollection AddConnections(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidated<GatewayOptions, GatewayOptionsValidator>(configuration, "Gateway");
        services.AddValidated<DeflateOptions, DeflateOptionsValidator>(configuration, "Gateway:Deflate");
        services.AddValidated<StrangerOptions, StrangerOptionsValidator>(configuration, "Gateway:Strangers");
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(LimitsOf)
            .AddSingleton<StrangerBytes>()
            .AddSingleton<ConnectionRegistry>()
            .AddSingleton<SendQueues>()
            .AddSingleton<Dispatcher>()
            .AddSingleton<StartFinder>()
            .AddSingleton<DurableHandler>()
            .AddSingleton<TableStart>()
            .AddSingleton<SubscribeHandler>()
            .AddSingleton<PublishHandler>()
            .AddSingleton<WebSocketEndpoint>()
            .AddSingleton<Heartbeat>()
            .AddLoop<Heartbeat>(heartbeat => heartbeat.Loop)
            .AddHostedService<Drain>();
    }

    private static StrangerLimits LimitsOf(IServiceProvider provider) => new(
        provider.GetRequiredService<IOptions<StrangerOptions>>().Value.MaxConnections,
        provider.GetRequiredService<IOptions<GatewayOptions>>().Value.ConnectTimeout);
}
