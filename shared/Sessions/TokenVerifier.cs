using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Shared.Sessions;

/// <summary>What a token gave: a session, or the code that refuses it.</summary>
public readonly record struct TokenResult(Session? Session, Code? Refusal);

/// <summary>Verifies JSON Web Tokens (RFC 7519) by the rules of RFC 8725: one algorithm for each key, and never <c>none</c>.</summary>
public sealed class TokenVerifier(AppRegistry apps, TokenKeys keys, TimeProvider time)
{
    /// <summary>What two clocks may differ by.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    // Longer ones are refused before any work is spent on them.
    private const int MaxTokenLength = 16 << 10;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxTokenLength };

    /// <summary>Verifies a token for the app whose address the client used.</summary>
    public async Task<TokenResult> VerifyAsync(string appName, string? token)
    {
        if (string.IsNullOrEmpty(token)) return Refuse(Codes.TokenMissing);
        if (!apps.TryGet(appName, out var app)) return Refuse(Codes.TokenInvalid);
        var result = await _handler.ValidateTokenAsync(token, ParametersFor(appName));
        if (!result.IsValid || result.SecurityToken is not JsonWebToken verified) return Refuse(Codes.TokenInvalid);
        return TimeFault(verified) is { } fault ? Refuse(fault) : ClaimsReader.Read(verified, app);
    }

    private TokenValidationParameters ParametersFor(string app) => new()
    {
        ValidateIssuer = false,
        ValidateAudience = false,
        // Checked by TimeFault, with the clock of the service and a code for each case.
        ValidateLifetime = false,
        RequireSignedTokens = true,
        TryAllIssuerSigningKeys = true,
        IssuerSigningKeys = keys.Of(app).Select(key => key.Key),
        AlgorithmValidator = (algorithm, key, _, _) => keys.Of(app).Any(known => known.Key == key && known.Algorithm == algorithm),
    };

    private Code? TimeFault(JsonWebToken token)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (!token.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Exp, out _)) return Codes.TokenClaims;
        if (token.ValidTo <= now - Skew) return Codes.TokenExpired;
        return token.ValidFrom > now + Skew ? Codes.TokenNotYetValid : null;
    }

    private static TokenResult Refuse(Code code) => new(null, code);
}
