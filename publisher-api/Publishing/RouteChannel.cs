using Microsoft.AspNetCore.Http.Features;

namespace Gateway.PublisherApi.Publishing;

/// <summary>The channel's name from the request's address.</summary>
internal static class RouteChannel
{
    public const string Parameter = "channel";

    private const string EscapedSlash = "%2F";
    private const string Before = "/channels/";

    /// <summary>The name, percent-decoded once.</summary>
    public static string Of(HttpContext context)
    {
        var value = (string?)context.GetRouteValue(Parameter) ?? "";
        return value.Contains(EscapedSlash, StringComparison.OrdinalIgnoreCase) ? FromTarget(context) ?? value : value;
    }

    // The server leaves an escaped slash as it is, so that '%2F' and '%252F' look alike in the route: only the request line tells them apart.
    private static string? FromTarget(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.Split('?', 2)[0];
        var start = path.LastIndexOf(Before, StringComparison.OrdinalIgnoreCase);
        if (start < 0) return null;
        var rest = path[(start + Before.Length)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? null : Uri.UnescapeDataString(rest[..slash]);
    }
}
