using Gateway.Shared.Apps;
using Gateway.Shared.Hosting.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Demo;

/// <summary>Adds the try-it page to a host.</summary>
public static partial class DemoExtensions
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds the options, validated at start, and the tokens. Wants the apps (<c>AddApps</c>) beside it.</summary>
    public static IServiceCollection AddDemo(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidated<DemoOptions, DemoOptionsValidator>(configuration, "Demo");
        services.PostConfigure<Dictionary<string, AppOptions>>(apps => OpenToPages(apps, configuration.GetSection("Demo")));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DemoTokens>();
        return services;
    }

    /// <summary>Maps the page at <c>/</c> and <c>/demo/token</c> if the demo is enabled; otherwise nothing.</summary>
    public static IEndpointRouteBuilder MapDemo(this IEndpointRouteBuilder routes)
    {
        if (ValidOptions(routes.ServiceProvider) is not { Enabled: true } options) return routes;
        AnyoneGetsTokens(routes.ServiceProvider.GetRequiredService<ILogger<DemoOptions>>(), options.App);
        routes.MapGet("/demo/token", DemoTokenEndpoint.Handle).ExcludeFromDescription();
        foreach (var file in DemoFile.ReadAll())
            routes.MapMethods(file.Path, Reading, file.Serve).ExcludeFromDescription();
        return routes;
    }

    // So that a newcomer's own page works at once. Read without validation, which wants the apps first; origins that are configured stay.
    private static void OpenToPages(Dictionary<string, AppOptions> apps, IConfigurationSection demo)
    {
        if (!bool.TryParse(demo["Enabled"], out var enabled) || !enabled) return;
        if (apps.TryGetValue(demo["App"] ?? new DemoOptions().App, out var app) && app.Origins.Count == 0) app.Origins.Add("*");
    }

    // Null if they are faulty: the validation at start then tells it, together with all other faults, and nothing is served.
    private static DemoOptions? ValidOptions(IServiceProvider services)
    {
        try
        {
            return services.GetRequiredService<IOptions<DemoOptions>>().Value;
        }
        catch (Exception faulty) when (faulty is OptionsValidationException or InvalidOperationException)
        {
            return null;
        }
    }

    [LoggerMessage(3500, LogLevel.Warning, "The demo page is on: anyone who reaches this address gets a token for every channel of the app {App}. Set Demo:Enabled to false where that matters.")]
    private static partial void AnyoneGetsTokens(ILogger logger, string app);
}
