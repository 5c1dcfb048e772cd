using Gateway.Shared.Apps;
using Microsoft.AspNetCore.Http;

namespace Gateway.Shared.Http;

/// <summary>
/// Whether a page may speak to an app: if it is served from the request's own host, or from an origin that the app allows (<see cref="AppOptions.Origins"/>). An app that
/// does not exist allows what an app without settings does. Programs that are no browsers send no <c>Origin</c>, and are not asked for one.
/// </summary>
public sealed class OriginCheck(AppRegistry apps)
{
    /// <summary>Whether the request's <c>Origin</c> is allowed, or there is none. Two are none of ours.</summary>
    public bool Allows(HttpRequest request, string app)
    {
        var origins = request.Headers.Origin;
        if (origins.Count == 0) return true;
        var origin = origins.Count == 1 ? WebOrigin.Parse(origins[0] ?? "") : null;
        return IsOwn(request, origin) || (apps.TryGet(app, out var found) && found.AllowsOrigin(origin));
    }

    // The scheme is the page's: where TLS ends before the service, the request does not know it.
    private static bool IsOwn(HttpRequest request, WebOrigin? origin) =>
        origin is { } given && WebOrigin.Parse($"{given.Scheme}://{request.Host.Value}") is { } own && own.Authority == given.Authority;
}
