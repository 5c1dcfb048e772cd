using Gateway.Shared.Apps;
using Gateway.Shared.Errors;

namespace Gateway.PublisherApi.Publishing;

/// <summary>Lets in who has a key of the app; runs before anything of the request is looked at, so that a refusal tells nothing.</summary>
internal sealed partial class ApiKeyFilter(AppRegistry apps, ILogger<ApiKeyFilter> log) : IEndpointFilter
{
    /// <summary>The route parameter that names the app.</summary>
    public const string App = "app";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (Authenticate(http) is not { } app) return Refuse();
        http.Features.Set(app);
        return next(context);
    }

    private App? Authenticate(HttpContext http)
    {
        var key = Bearer.Of(http.Request);
        var app = apps.Authenticate((string?)http.GetRouteValue(App) ?? "", key);
        // A key that is missing is compared like any other, for the time it takes, and is never one, even if its hash is configured.
        return key.Length == 0 ? null : app;
    }

    private ValueTask<object?> Refuse()
    {
        LogRefused();
        return ValueTask.FromResult<object?>(ProblemResults.From(Codes.Unauthorized));
    }

    [LoggerMessage(2000, LogLevel.Debug, "A publisher gave no key of the app that it asked for.")]
    private partial void LogRefused();
}
