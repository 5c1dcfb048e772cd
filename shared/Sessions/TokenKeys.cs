using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Shared.Apps;

namespace Gateway.Shared.Sessions;

/// <summary>
/// The keys that verify tokens. Every app has the same number of them here, filled up with keys that nobody knows, and so has an app that does not exist: the
/// time that a signature takes then does not tell which apps there are. The one place to add a key type (RS256, ES256) or a source (JWKS).
/// </summary>
public sealed class TokenKeys
{
    private readonly Dictionary<string, TokenKey[]> _keys;
    private readonly TokenKey[] _unknown;

    /// <summary>Takes the keys of all apps.</summary>
    public TokenKeys(AppRegistry apps)
    {
        var each = Math.Max(1, apps.All.Select(app => app.TokenKeys.Count).DefaultIfEmpty().Max());
        _keys = apps.All.ToDictionary(app => app.Name, app => FilledUp(app.TokenKeys.Select(Create), each), StringComparer.Ordinal);
        _unknown = FilledUp([], each);
    }

    /// <summary>What a token of the app is tried with.</summary>
    public IReadOnlyList<TokenKey> Of(string app) => _keys.GetValueOrDefault(app) ?? _unknown;

    private static TokenKey[] FilledUp(IEnumerable<TokenKey> known, int count)
    {
        var keys = known.ToList();
        while (keys.Count < count) keys.Add(new TokenKey(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes)));
        return [.. keys];
    }

    private static TokenKey Create(TokenKeyOptions options) => options.Algorithm == TokenKey.Algorithm
        ? new TokenKey(Encoding.UTF8.GetBytes(options.Secret))
        : throw new InvalidOperationException($"The validator let the algorithm {options.Algorithm} pass.");
}

/// <summary>A key and the only algorithm it is good for (RFC 8725, 3.1).</summary>
public sealed class TokenKey(byte[] secret)
{
    /// <summary>HMAC with SHA-256 (RFC 7518, 3.2).</summary>
    public const string Algorithm = "HS256";

    private static readonly int MaxEncoded = Base64Url.GetEncodedLength(SHA256.HashSizeInBytes);

    /// <summary>Whether the signature, in base64url, is this key's of <paramref name="content"/>. It is compared as it is written, so that no other spelling of it passes.</summary>
    public bool Fits(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[MaxEncoded];
        HMACSHA256.HashData(secret, content, hash);
        Base64Url.EncodeToUtf8(hash, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }
}
