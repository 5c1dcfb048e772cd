using Gateway.PublisherApi.Access;
using Gateway.PublisherApi.Documentation;
using Gateway.PublisherApi.History;
using Gateway.PublisherApi.Pacing;
using Gateway.PublisherApi.Publishing;
using Gateway.PublisherApi.Receipts;
using Gateway.PublisherApi.Rows;
using Gateway.Shared.Apps;
using Gateway.Shared.Arrivals;
using Gateway.Shared.Errors;
using Gateway.Shared.History;
using Gateway.Shared.Http;
using Gateway.Shared.Kafka;
using Gateway.Shared.Sessions;
using Gateway.Shared.Hosting.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.PublisherApi;

/// <summary>The publisher API: events by REST into Kafka, and what Kafka keeps of them back.</summary>
public static class PublisherApiExtensions
{
    /// <summary>Adds the API, with the section <c>PublisherApi</c>, and what it needs: apps and Kafka.</summary>
    public static IServiceCollection AddPublisherApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddArrivals(configuration).AddApps(configuration).AddKafka(configuration).AddHistory(configuration).AddSessions().AddOrigins();
        services.AddValidated<PublisherApiOptions, PublisherApiOptionsValidator>(configuration, "PublisherApi");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<KeyAccess>();
        services.AddSingleton<ReadAccess>();
        services.AddSingleton<WaitingBytes>();
        services.AddSingleton<BodyPace>();
        services.AddSingleton<AnswerDeadline>();
        services.AddSingleton<RequestBody>();
        services.AddSingleton<ReadRoom>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<EventCheck>();
        services.AddSingleton<BatchPublisher>();
        services.AddSingleton<PublishEndpoints>();
        services.AddSingleton<HistoryEndpoint>();
        services.AddSingleton<ReceiptEndpoint>();
        services.AddSingleton<RowEndpoint>();
        return services.AddApiDocument();
    }

    /// <summary>Maps the API below <c>/v1</c>, its OpenAPI document at <c>/openapi/v1.json</c> and the page to try it at <c>/docs</c>.</summary>
    public static IEndpointRouteBuilder MapPublisherApi(this IEndpointRouteBuilder routes)
    {
        var app = routes.MapGroup($"/v1/apps/{{{RouteApp.Parameter}}}");
        var api = new ApiRoutes(routes.ServiceProvider);
        app.MapPublishing(api);
        app.MapRows(api);
        app.MapReading(api);
        return routes.MapApiDocument();
    }

    private static void MapPublishing(this RouteGroupBuilder app, ApiRoutes api)
    {
        app.MapPost($"/channels/{{{RouteChannel.Parameter}}}/events", api.WithKey<PublishEndpoints>(QueryNames.None, (publish, context, app) => publish.ToChannelAsync(context, app)))
            .Describe(PublishOperations.ToChannel);
        app.MapPost("/events", api.WithKey<PublishEndpoints>(QueryNames.None, (publish, context, app) => publish.ToNamedChannelAsync(context, app)))
            .Describe(PublishOperations.ToNamedChannel);
        // A route never matches an empty segment, so that an empty name would be answered as an unknown address.
        app.MapPost("/channels/{**rest:regex(^/?events$)}", api.WithKey(Codes.ChannelInvalid));
    }

    private static void MapRows(this RouteGroupBuilder app, ApiRoutes api)
    {
        var rows = app.MapGroup($"/channels/{{{RouteChannel.Parameter}}}/rows");
        rows.MapPut($"/{{{RouteRow.Parameter}}}", api.WithKey<PublishEndpoints>(QueryNames.None, (publish, context, app) => publish.PutRowAsync(context, app)))
            .Describe(PublishOperations.PutRow);
        rows.MapDelete($"/{{{RouteRow.Parameter}}}", api.WithKey<PublishEndpoints>(QueryNames.None, (publish, context, app) => publish.DeleteRowAsync(context, app)))
            .Describe(PublishOperations.DeleteRow);
        rows.MapRead("", api.WithReadAccess<RowEndpoint>(RowQuery.Names, (rows, context, app, session) => rows.ReadAllAsync(context, app, session)))
            .Describe(RowOperations.ReadAll);
        rows.MapRead($"/{{{RouteRow.Parameter}}}", api.WithReadAccess<RowEndpoint>(QueryNames.None, (rows, context, app, session) => rows.ReadOneAsync(context, app, session)))
            .Describe(RowOperations.ReadOne);
        rows.MapMethods("", [HttpMethods.Put, HttpMethods.Delete], api.WithKey(Codes.RowKeyMissing));
    }

    private static void MapReading(this RouteGroupBuilder app, ApiRoutes api)
    {
        app.MapRead($"/channels/{{{RouteChannel.Parameter}}}/events", api.WithReadAccess<HistoryEndpoint>(HistoryQuery.Names, (history, context, app, session) => history.ReadAsync(context, app, session)))
            .Describe(HistoryOperation.Describe);
        app.MapGet("/channels/{**rest:regex(^/?events$)}", api.WithReadAccess(Codes.ChannelInvalid));
        app.MapRead($"/channels/{{{RouteChannel.Parameter}}}/receipts", api.WithKey<ReceiptEndpoint>(ReceiptQuery.Names, (receipts, context, app) => receipts.GetAsync(context, app)))
            .Describe(ReceiptOperation.Get);
    }

    // Whatever answers GET answers HEAD (RFC 9110, section 9.1); the server leaves out the body. Only the first is in the document.
    private static IEndpointConventionBuilder MapRead(this RouteGroupBuilder routes, string pattern, RequestDelegate read)
    {
        routes.MapMethods(pattern, [HttpMethods.Head], read);
        return routes.MapGet(pattern, read);
    }
}
