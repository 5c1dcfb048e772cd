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
}
