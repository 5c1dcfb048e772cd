using System.Diagnostics.CodeAnalysis;
using System.Text;
using Gateway.Shared.Apps;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Demo;

/// <summary>Mints tokens for the users of the demo app: every channel may be read and written, for one hour.</summary>
internal sealed class DemoTokens(AppRegistry apps, IOptions<DemoOptions> options, TimeProvider time)
{
    /// <summary>The greatest length of a user's name, in characters (Unicode scalar values).</summary>
    public const int MaxUserLength = 64;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly string[] EveryChannel = [">"];

    // No nbf: a clock that is a second ahead must not spoil the first try.
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>True for 1 to 64 characters, none a control character or a lone surrogate, not blank.</summary>
    public static bool IsUser([NotNullWhen(true)] string? user) =>
        !string.IsNullOrWhiteSpace(user)
        && user.Length <= 2 * MaxUserLength
        && user.EnumerateRunes().Count() <= MaxUserLength
        && !user.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar);

    /// <summary>A token for a user, signed with the app's first key.</summary>
    public string Mint(string user)
    {
        var app = options.Value.App;
        if (!apps.TryGet(app, out var found)) throw new InvalidOperationException("The options were not validated.");
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { ["app"] = app, ["sub"] = user, ["read"] = EveryChannel, ["write"] = EveryChannel },
            Expires = time.GetUtcNow().Add(Lifetime).UtcDateTime,
            SigningCredentials = Credentials(found.TokenKeys[0]),
        });
    }

    private static SigningCredentials Credentials(TokenKeyOptions key) =>
        new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key.Secret)) { KeyId = key.Id }, key.Algorithm);
}
