using Gateway.Shared.Apps;

namespace Gateway.PublisherApi.Access;

/// <summary>Lets in who has a key of the app; asked before anything of the request is looked at, so that a refusal tells nothing.</summary>
internal sealed partial class KeyAccess(AppRegistry apps, ILogger<KeyAccess> log)
{
    /// <summary>The app that the address names and the key opens; null if it does not.</summary>
    public App? AppOf(HttpContext context)
    {
        var key = Bearer.Of(context.Request);
        var app = apps.Authenticate(RouteApp.Of(context), key);
        // A key that is missing is compared like any other, for the time it takes, and is never one, even if its hash is configured.
        if (app is not null && key.Length > 0) return app;
        LogRefused();
        return null;
    }

    [LoggerMessage(2000, LogLevel.Debug, "A publisher gave no key of the app that it asked for.")]
    private partial void LogRefused();
}
