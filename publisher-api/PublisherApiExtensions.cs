using Gateway.PublisherApi.Documentation;
using Gateway.PublisherApi.History;
using Gateway.PublisherApi.Publishing;
using Gateway.PublisherApi.Receipts;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Gateway.Shared.History;
using Gateway.Shared.Kafka;
using Gateway.Shared.Sessions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.PublisherApi;

/// <summary>The publisher API: events by REST into Kafka, and what Kafka keeps of them back.</summary>
public static class PublisherApiExtensions
{
    /// <summary>Adds the API, with the section <c>PublisherApi</c>, and what it needs: apps and Kafka.</summary>
    public static IServiceCollection AddPublisherApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddApps(configuration).AddKafka(configuration).AddHistory(configuration).AddSessions();
        services.AddOptions<PublisherApiOptions>().Bind(configuration.GetSection("PublisherApi")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PublisherApiOptions>, PublisherApiOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<WaitingBytes>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<EventCheck>();
        services.AddSingleton<BatchPublisher>();
        services.AddSingleton<PublishEndpoints>();
        services.AddSingleton<HistoryEndpoint>();
        services.AddSingleton<ReceiptEndpoint>();
        return services.AddApiDocument();
    }

    /// <summary>Maps the API below <c>/v1</c>, its OpenAPI document at <c>/openapi/v1.json</c> and the page to try it at <c>/docs</c>.</summary>
    public static IEndpointRouteBuilder MapPublisherApi(this IEndpointRouteBuilder routes)
    {
        var app = routes.MapGroup($"/v1/apps/{{{ApiKeyFilter.App}}}").AddEndpointFilter<RouteGroupBuilder, ApiKeyFilter>();
        app.MapPost($"/channels/{{{RouteChannel.Parameter}}}/events", (HttpContext context, PublishEndpoints publish) => publish.ToChannelAsync(context))
            .Describe(PublishOperations.ToChannel);
        app.MapPost("/events", (HttpContext context, PublishEndpoints publish) => publish.ToNamedChannelAsync(context))
            .Describe(PublishOperations.ToNamedChannel);
        var row = $"/channels/{{{RouteChannel.Parameter}}}/rows/{{{RouteRow.Parameter}}}";
        app.MapPut(row, (HttpContext context, PublishEndpoints publish) => publish.PutRowAsync(context)).Describe(PublishOperations.PutRow);
        app.MapDelete(row, (HttpContext context, PublishEndpoints publish) => publish.DeleteRowAsync(context)).Describe(PublishOperations.DeleteRow);
        app.MapMethods($"/channels/{{{RouteChannel.Parameter}}}/rows", [HttpMethods.Put, HttpMethods.Delete], () => ProblemResults.From(Codes.RowKeyMissing))
            .ExcludeFromDescription();
        app.MapGet($"/channels/{{{RouteChannel.Parameter}}}/receipts", (HttpContext context, ReceiptEndpoint receipts) => receipts.GetAsync(context))
            .Describe(ReceiptOperation.Get);
        // A route never matches an empty segment, so that an empty name would be answered as an unknown address.
        app.MapPost("/channels/{**rest:regex(^/?events$)}", () => ProblemResults.From(Codes.ChannelInvalid)).ExcludeFromDescription();
        routes.MapHistory();
        return routes.MapApiDocument();
    }

    private static void MapHistory(this IEndpointRouteBuilder routes)
    {
        var app = routes.MapGroup($"/v1/apps/{{{ApiKeyFilter.App}}}").AddEndpointFilter<RouteGroupBuilder, ReadAccessFilter>();
        app.MapGet($"/channels/{{{RouteChannel.Parameter}}}/events", (HttpContext context, HistoryEndpoint history) => history.ReadAsync(context))
            .Describe(HistoryOperation.Describe);
        app.MapGet("/channels/{**rest:regex(^/?events$)}", () => ProblemResults.From(Codes.ChannelInvalid)).ExcludeFromDescription();
    }
}
