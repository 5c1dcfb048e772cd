using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Gateway.PublisherApi.Documentation;

/// <summary>The OpenAPI document and the page to try the API.</summary>
internal static class ApiDocumentExtensions
{
    private const string Version = ApiDocument.Version;

    // The page's script makes styles and writes itself into the page; all comes from here, and no other site may frame it.
    private const string Policy = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // A plain delegate is no operation of the document unless it says that it is a handler.
    private static readonly MethodInfo Handler = ((RequestDelegate)(_ => Task.CompletedTask)).Method;

    /// <summary>Adds the document; it holds only what <see cref="Describe"/> puts in, whatever else the process serves.</summary>
    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Version, options =>
    {
        options.ShouldInclude = description => description.GroupName == Version;
        options.AddDocumentTransformer((document, _, _) => Complete(document));
    }).AddSingleton<ApiDocument>();

    /// <summary>Puts an endpoint into the document.</summary>
    public static void Describe(this IEndpointConventionBuilder endpoint, Action<OpenApiOperation, OpenApiDocument> describe) => endpoint
        .WithMetadata(Handler)
        .WithGroupName(Version)
        .WithTags("Events")
        .AddOpenApiOperationTransformer((operation, context, _) =>
        {
            describe(operation, context.Document!);
            return Task.CompletedTask;
        });

    /// <summary>Maps <c>/openapi/v1.json</c> and <c>/docs</c>.</summary>
    public static IEndpointRouteBuilder MapApiDocument(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"/openapi/{Version}.json", (RequestDelegate)(context => context.RequestServices.GetRequiredService<ApiDocument>().WriteAsync(context)));
        routes.MapScalarApiReference("/docs", (page, context) =>
        {
            SelfContained(page);
            context.Response.Headers.ContentSecurityPolicy = Policy;
        });
        return routes;
    }

    // The script comes from the package; fonts, telemetry, the AI agent and its tools would be fetched from elsewhere.
    private static void SelfContained(ScalarOptions page) => page
        .WithTitle("Publisher API")
        .AddDocument(Version)
        .AddPreferredSecuritySchemes(ApiSchemas.Key)
        .DisableDefaultFonts()
        .DisableTelemetry()
        .DisableAgent()
        .DisableMcp()
        .HideDeveloperTools()
        .HideClientButton();

    private static Task Complete(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "Publisher API",
            Version = Version,
            Description = "Publishes events to channels. An event that was answered with 201 is stored and reaches every subscriber that may see it. "
                + "Reads back what Kafka keeps of a channel.",
        };
        // Relative to where the document came from, so that it is right behind any proxy.
        document.Servers = [new() { Url = "/" }];
        ApiSchemas.AddTo(document);
        return Task.CompletedTask;
    }
}
