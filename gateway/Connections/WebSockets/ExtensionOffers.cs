using System.Text;

namespace Gateway.Connections.WebSockets;

/// <summary>One parameter of an offer; the value is null if it has none.</summary>
internal readonly record struct ExtensionParameter(string Name, string? Value);

/// <summary>One element of <c>Sec-WebSocket-Extensions</c>.</summary>
internal sealed record ExtensionOffer(string Name, IReadOnlyList<ExtensionParameter> Parameters);

/// <summary>Reads <c>Sec-WebSocket-Extensions</c> (RFC 6455, 9.1; lists, tokens and quoted strings as in RFC 9110, 5.6).</summary>
/// <remarks><code>
/// header    = *( "," OWS ) extension *( OWS "," [ OWS extension ] )
/// extension = token *( OWS ";" OWS parameter )
/// parameter = token [ OWS "=" OWS ( token / quoted ) ]
/// quoted    = DQUOTE *( qdtext / "\" octet ) DQUOTE      ; what it stands for is a token
/// token     = 1*tchar
/// OWS       = *( SP / HTAB )
/// </code></remarks>
internal ref struct ExtensionOffers
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private ExtensionOffers(ReadOnlySpan<char> text) => _text = text;

    /// <summary>All offers, in order of preference; false if the header is malformed. A header of several lines is given joined by commas.</summary>
    public static bool TryRead(ReadOnlySpan<char> header, out List<ExtensionOffer> offers)
    {
        offers = [];
        var reader = new ExtensionOffers(header);
        do
        {
            // Elements of a list may be empty.
            if (reader.IsAtEnd || reader.Peek is ',') continue;
            if (!reader.TryReadOffer(out var offer)) return false;
            offers.Add(offer);
        }
        while (reader.TrySkip(','));
        return reader.IsAtEnd;
    }

    // Both pass over blanks first.
    private bool IsAtEnd => Peek is '\0' && _at == _text.Length;

    private char Peek
    {
        get
        {
            while (_at < _text.Length && _text[_at] is ' ' or '\t') _at++;
            return _at < _text.Length ? _text[_at] : '\0';
        }
    }

    private bool TryReadOffer(out ExtensionOffer offer)
    {
        var parameters = new List<ExtensionParameter>();
        offer = null!;
        if (!TryReadToken(out var name)) return false;
        while (TrySkip(';'))
        {
            if (!TryReadParameter(out var parameter)) return false;
            parameters.Add(parameter);
        }
        offer = new ExtensionOffer(name, parameters);
        return true;
    }

    private bool TryReadParameter(out ExtensionParameter parameter)
    {
        parameter = default;
        string? value = null;
        if (!TryReadToken(out var name)) return false;
        if (TrySkip('=') && !(Peek is '"' ? TryReadQuoted(out value) : TryReadToken(out value))) return false;
        parameter = new ExtensionParameter(name, value);
        return true;
    }

    private bool TryReadToken(out string token)
    {
        _ = Peek;
        var start = _at;
        while (_at < _text.Length && IsTokenChar(_text[_at])) _at++;
        token = _text[start.._at].ToString();
        return token.Length > 0;
    }

    private bool TryReadQuoted(out string? value)
    {
        var token = new StringBuilder();
        value = null;
        for (_at++; _at < _text.Length && _text[_at] is not '"'; _at++)
        {
            if (_text[_at] is '\\' && ++_at == _text.Length) return false;
            if (!IsTokenChar(_text[_at])) return false;
            token.Append(_text[_at]);
        }
        if (_at == _text.Length || token.Length == 0) return false;
        _at++;
        value = token.ToString();
        return true;
    }

    private bool TrySkip(char sign)
    {
        if (Peek != sign || _at == _text.Length) return false;
        _at++;
        return true;
    }

    private static bool IsTokenChar(char one) => char.IsAsciiLetterOrDigit(one) || "!#$%&'*+-.^_`|~".Contains(one, StringComparison.Ordinal);
}
