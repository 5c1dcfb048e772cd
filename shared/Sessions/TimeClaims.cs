using System.Globalization;
using System.Text.Json;
using Gateway.Shared.Errors;

namespace Gateway.Shared.Sessions;

/// <summary>The claims <c>exp</c>, <c>nbf</c> and <c>iat</c> (RFC 7519, 4.1.4 to 4.1.6): seconds since 1970, also with a fraction (RFC 7519, 2).</summary>
internal static class TimeClaims
{
    // What two clocks may differ by. Of exp nothing is given away: the connection ends when it passes, so no token may be accepted later.
    private const double Skew = 5;

    // A token for the whole of the life, made by a clock that is ahead.
    private const double LifetimeSkew = 60;

    private const double Milliseconds = 1000;

    /// <summary>Reads when the token ends; or the code that refuses it, with what is wrong.</summary>
    public static (Code? Refusal, string? Detail) Read(JsonElement claims, TimeSpan maxLifetime, DateTimeOffset now, out DateTimeOffset expires)
    {
        expires = default;
        if (Seconds(claims, "exp", out var exp) is { } expFault) return (Codes.TokenClaims, expFault);
        if (Seconds(claims, "nbf", out var nbf) is { } nbfFault) return (Codes.TokenClaims, nbfFault);
        if (Seconds(claims, "iat", out var iat) is { } iatFault) return (Codes.TokenClaims, iatFault);
        if (exp is not { } ends) return (Codes.TokenClaims, "The claim exp is missing.");
        if (Fault(ends, nbf, iat, maxLifetime, now.ToUnixTimeMilliseconds() / Milliseconds) is ({ }, _) fault) return fault;
        expires = DateTimeOffset.FromUnixTimeMilliseconds((long)(ends * Milliseconds));
        return default;
    }

    private static (Code? Refusal, string? Detail) Fault(double exp, double? nbf, double? iat, TimeSpan maxLifetime, double now)
    {
        if (exp <= now) return (Codes.TokenExpired, null);
        if (exp > now + maxLifetime.TotalSeconds + LifetimeSkew)
            return (Codes.TokenClaims, string.Create(CultureInfo.InvariantCulture, $"The claim exp lies more than {maxLifetime.TotalHours:0.##} h ahead; exp is in seconds since 1970, not in milliseconds."));
        if (nbf > exp) return (Codes.TokenClaims, "The claim nbf lies after exp; both are in seconds since 1970.");
        if (iat > exp) return (Codes.TokenClaims, "The claim iat lies after exp; both are in seconds since 1970.");
        return nbf > now + Skew ? (Codes.TokenNotYetValid, null) : default;
    }

    private static string? Seconds(JsonElement claims, string name, out double? seconds)
    {
        seconds = null;
        if (!claims.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind is not JsonValueKind.Number) return $"The claim {name} is {TokenJson.KindOf(value)}; give a number, in seconds since 1970.";
        // What is too large for it is infinite.
        seconds = value.GetDouble();
        return null;
    }
}
