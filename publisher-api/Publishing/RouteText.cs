using Microsoft.AspNetCore.Http.Features;

namespace Gateway.PublisherApi.Publishing;

/// <summary>A segment of the request's address, whatever characters it stands for.</summary>
internal static class RouteText
{
    /// <summary>
    /// The route parameter, percent-decoded once; it is the segment that follows the last <paramref name="after"/>. Empty, and so no good name, if an escape is broken or gives no UTF-8.
    /// </summary>
    public static string Of(HttpContext context, string parameter, string after)
    {
        var value = (string?)context.GetRouteValue(parameter) ?? "";
        return value.Contains('%') ? FromTarget(context, after) ?? value : value;
    }

    // The server leaves an escaped slash and escapes that are no UTF-8 as they are, so that '%2F' and '%252F' look alike in the route: only the request line
    // tells them apart.
    private static string? FromTarget(HttpContext context, string after)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.Split('?', 2)[0];
        var start = path.LastIndexOf(after, StringComparison.OrdinalIgnoreCase);
        if (start < 0) return null;
        var segment = path[(start + after.Length)..].Split('/', 2)[0];
        return HasBrokenEscape(segment) ? "" : AttributeHeader.DecodePercent(segment) ?? "";
    }

    // RFC 3986, section 2.1: a percent sign begins an escape, of two hexadecimal digits.
    private static bool HasBrokenEscape(string segment)
    {
        for (var at = segment.IndexOf('%'); at >= 0; at = segment.IndexOf('%', at + 1))
            if (at + 2 >= segment.Length || !char.IsAsciiHexDigit(segment[at + 1]) || !char.IsAsciiHexDigit(segment[at + 2])) return true;
        return false;
    }
}
