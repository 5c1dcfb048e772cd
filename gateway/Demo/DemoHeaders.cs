using Microsoft.Net.Http.Headers;

namespace Gateway.Demo;

/// <summary>The security headers of everything that the demo serves.</summary>
internal static class DemoHeaders
{
    /// <summary>
    /// Scripts and styles only from our own files, nothing inline; sockets to any host, because 'self' does not cover ws: and wss:
    /// in every browser.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ws: wss:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Of what the page alone may use; <paramref name="isShared"/>: of a file that pages of other origins may import too.</summary>
    public static void Set(IHeaderDictionary headers, string cacheControl, bool isShared = false)
    {
        if (isShared) headers[HeaderNames.AccessControlAllowOrigin] = "*";
        headers[HeaderNames.CacheControl] = cacheControl;
        headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = isShared ? "cross-origin" : "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
