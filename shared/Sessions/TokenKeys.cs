using System.Text;
using Gateway.Shared.Apps;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Shared.Sessions;

/// <summary>
/// Where the keys that verify tokens come from, and for which algorithm each is good. The one place to add a key type (RS256,
/// ES256) or a source (JWKS).
/// </summary>
public sealed class TokenKeys(AppRegistry apps)
{
    private readonly Dictionary<string, TokenKey[]> _keys = apps.Names.ToDictionary(name => name, name => KeysOf(apps, name));

    /// <summary>The app's keys; none for an app that does not exist.</summary>
    public IReadOnlyList<TokenKey> Of(string app) => _keys.GetValueOrDefault(app) ?? [];

    private static TokenKey[] KeysOf(AppRegistry apps, string name) =>
        apps.TryGet(name, out var app) ? [.. app.TokenKeys.Select(Create)] : [];

    private static TokenKey Create(TokenKeyOptions options) => options.Algorithm switch
    {
        SecurityAlgorithms.HmacSha256 => new TokenKey(
            new SymmetricSecurityKey(Encoding.UTF8.GetBytes(options.Secret)) { KeyId = options.Id },
            options.Algorithm),
        _ => throw new InvalidOperationException($"The validator let the algorithm {options.Algorithm} pass."),
    };
}

/// <summary>A key and the only algorithm it is good for (RFC 8725, 3.1).</summary>
public sealed record TokenKey(SecurityKey Key, string Algorithm);
