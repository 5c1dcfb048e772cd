namespace Gateway.Shared.Apps;

/// <summary>One app (tenant), as configured under <c>Apps:{name}</c>.</summary>
public sealed class AppOptions
{
    /// <summary>Keys for the publisher API. Default: none, so nothing can be published over REST.</summary>
    public List<ApiKeyOptions> ApiKeys { get; init; } = [];

    /// <summary>Keys that sign the tokens of the app's users. Default: none, so no client can connect.</summary>
    public List<TokenKeyOptions> TokenKeys { get; init; } = [];

    /// <summary>
    /// Patterns of the channels that are tables (<see cref="Channels.ChannelPattern"/>); all others are streams. Default: none. The same in all services: whoever
    /// changes it moves those channels to the other topic.
    /// </summary>
    public List<string> Tables { get; init; } = [];

    /// <summary>
    /// Origins of pages that may open WebSockets and read answers of the app: <c>https://app.example.com</c>, with a port if it is not the scheme's; <c>https://*.example.com</c> for
    /// one more label; <c>*</c> for any. Default: none, so only pages from the service's own host may. Programs that are no browsers send no <c>Origin</c> and are not asked.
    /// </summary>
    public List<string> Origins { get; init; } = [];

    /// <summary>How far ahead a token's <c>exp</c> may lie. Default: 24 h; from 1 min to 3650 days.</summary>
    public TimeSpan MaxTokenLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>What a token's <c>aud</c> (RFC 7519, 4.1.3) may name beside the app itself. Default: none; a token without <c>aud</c> is always for the app.</summary>
    public List<string> Audiences { get; init; } = [];
}

/// <summary>An API key. Only its hash is kept; <c>printf %s "$KEY" | sha256sum</c> makes it.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Who has the key, for logs. Required, unique in the app.</summary>
    public string Name { get; init; } = "";

    /// <summary>SHA-256 of the key's UTF-8 bytes, 64 hexadecimal digits. Required. Keys must be random, of 128 bits or more: the hash has no salt.</summary>
    public string Sha256 { get; init; } = "";
}

/// <summary>A key that signs tokens.</summary>
public sealed class TokenKeyOptions
{
    /// <summary>The key's id (<c>kid</c>, RFC 7515 section 4.1.4). Required, unique in the app.</summary>
    public string Id { get; init; } = "";

    /// <summary>The only algorithm (<c>alg</c>, RFC 7518) that the key may be used with. Default: HS256.</summary>
    public string Algorithm { get; init; } = "HS256";

    /// <summary>For HS256: the secret; its UTF-8 bytes are the key, at least 32 of them (RFC 7518 section 3.2). Required.</summary>
    public string Secret { get; init; } = "";
}
