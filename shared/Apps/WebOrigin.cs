using System.Buffers;

namespace Gateway.Shared.Apps;

/// <summary>The origin of a page (RFC 6454), as browsers write it: lower case, names of other alphabets in punycode, and no port that the scheme implies.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Authority">Host, and the port if it is not the scheme's.</param>
/// <param name="IsName">Whether the host is a name and not an address.</param>
internal readonly record struct WebOrigin(string Scheme, string Authority, bool IsName)
{
    private const int MaxLength = 300;

    private static readonly SearchValues<char> Others = SearchValues.Create("/?#@\\*% \t\r\n,");

    /// <summary>Reads an origin; null for what is none, <c>null</c> and schemes other than http and https among them.</summary>
    public static WebOrigin? Parse(string text)
    {
        if (FaultOf(text) is not null || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.IdnHost.Length == 0) return null;
        var isName = url.HostNameType is UriHostNameType.Dns;
        var host = isName ? url.IdnHost : url.Host;
        return new(url.Scheme, (url.IsDefaultPort ? host : $"{host}:{url.Port}").ToLowerInvariant(), isName);
    }

    /// <summary>What a text that is to be an origin has wrong; null if nothing of its form is.</summary>
    public static string? FaultOf(string text)
    {
        var host = HostOf(text);
        if (host is null) return "begin with https:// or http://";
        if (host.Length == 0 || text.Length > MaxLength) return "give a host";
        if (host.Contains('*', StringComparison.Ordinal)) return "put one '*.' at most, as the first label of the host";
        if (host.AsSpan().ContainsAny(Others)) return "give scheme, host and port only: no path, not even a final '/', no query and no user";
        if (host.EndsWith(':') || !Uri.TryCreate(text, UriKind.Absolute, out _)) return "give a host that is one, and a port from 1 to 65535, or none";
        return null;
    }

    private static string? HostOf(string text)
    {
        if (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) return text["https://".Length..];
        return text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? text["http://".Length..] : null;
    }
}
