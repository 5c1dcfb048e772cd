using Microsoft.AspNetCore.Http.Features;

namespace Gateway.PublisherApi.Publishing;

/// <summary>A segment of the request's address, whatever characters it stands for.</summary>
internal static class RouteText
{
    private const string EscapedSlash = "%2F";

    /// <summary>The route parameter, percent-decoded once; it is the segment that follows the last <paramref name="after"/>.</summary>
    public static string Of(HttpContext context, string parameter, string after)
    {
        var value = (string?)context.GetRouteValue(parameter) ?? "";
        return value.Contains(EscapedSlash, StringComparison.OrdinalIgnoreCase) ? FromTarget(context, after) ?? value : value;
    }

    // The server leaves an escaped slash as it is, so that '%2F' and '%252F' look alike in the route: only the request line tells them apart.
    private static string? FromTarget(HttpContext context, string after)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.Split('?', 2)[0];
        var start = path.LastIndexOf(after, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? null : Uri.UnescapeDataString(path[(start + after.Length)..].Split('/', 2)[0]);
    }
}
