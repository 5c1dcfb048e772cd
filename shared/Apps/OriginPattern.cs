using System.Diagnostics.CodeAnalysis;

namespace Gateway.Shared.Apps;

/// <summary>
/// Web origins (RFC 6454) that an app allows: one, <c>https://app.example.com</c> or with a port; those with one more label in front, <c>https://*.example.com</c>; or any,
/// <c>*</c>, which is the only one that covers <c>null</c>.
/// </summary>
internal sealed class OriginPattern
{
    private const string Any = "*";
    private const string Label = "*.";

    private readonly string _scheme;
    private readonly string _authority;
    private readonly bool _isWild;

    private OriginPattern(string scheme, string authority, bool isWild) => (_scheme, _authority, _isWild) = (scheme, authority, isWild);

    /// <summary>Reads a pattern as it is configured; or says what is wrong with it, without quoting it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out OriginPattern? pattern, [NotNullWhen(false)] out string? fault)
    {
        pattern = text == Any ? new(Any, "", isWild: true) : null;
        fault = null;
        if (pattern is not null) return true;
        var isWild = text.Contains("://" + Label, StringComparison.Ordinal);
        // The label is put aside, so that what is left is an origin.
        if (WebOrigin.FaultOf(isWild ? text.Replace("://" + Label, "://", StringComparison.Ordinal) : text) is { } origin) fault = origin;
        else if (WebOrigin.Parse(isWild ? text.Replace("://" + Label, "://", StringComparison.Ordinal) : text) is not { } parsed) fault = "give an origin";
        else if (isWild && !parsed.IsName) fault = "put '*.' before a name, not before an address";
        else pattern = new(parsed.Scheme, parsed.Authority, isWild);
        return pattern is not null;
    }

    /// <summary>Whether it covers an origin; null stands for one that is no web address, as <c>null</c>.</summary>
    public bool Covers(WebOrigin? origin)
    {
        if (_scheme == Any) return true;
        if (origin is not { } given || given.Scheme != _scheme) return false;
        if (!_isWild) return given.Authority == _authority;
        var dot = given.Authority.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && given.IsName && given.Authority.AsSpan(dot + 1).SequenceEqual(_authority);
    }
}
