namespace Gateway.PublisherApi.Access;

/// <summary>The bearer token of a request (RFC 6750, section 2.1): an API key or a user's token.</summary>
internal static class Bearer
{
    private const string Scheme = "Bearer ";

    /// <summary>The token; empty if there is none.</summary>
    public static string Of(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : "";
    }

    /// <summary>Why the request is not let in, as a sentence that does not tell whether the app exists.</summary>
    public static string FaultOf(HttpRequest request, bool takesTokens)
    {
        var bearer = Of(request);
        if (request.Headers.Authorization.Count == 0) return "The request has no Authorization header.";
        if (request.Headers.Authorization.Count > 1) return "The request has more than one Authorization header.";
        if (bearer.Length == 0) return "The Authorization header is not 'Bearer', a space and a key.";
        return !takesTokens && bearer.Count(sign => sign == '.') == 2
            ? "The Authorization header holds a token, as users have, and this address takes keys only."
            : "The key is none of this app's, or there is no such app.";
    }
}
