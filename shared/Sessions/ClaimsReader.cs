using System.Text.Json;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;

namespace Gateway.Shared.Sessions;

/// <summary>Reads the claims of a token whose signature is good. Those that it does not know are passed over (RFC 7519, 4).</summary>
internal static class ClaimsReader
{
    private static readonly string[] Known = ["app", "sub", "exp", "nbf", "iat", "aud", "read", "write"];

    /// <summary>The session; refused if a claim is missing, is not what it should be, or is for another app or time.</summary>
    public static TokenResult Read(ReadOnlySpan<byte> part, App app, DateTimeOffset now)
    {
        var (claims, fault) = TokenJson.Read(part, "payload", Known);
        // No claims at all: it is no JSON Web Token.
        if (claims is null) return new(null, Codes.TokenInvalid, fault);
        using (claims) return Read(claims.RootElement, app, now);
    }

    private static TokenResult Read(JsonElement claims, App app, DateTimeOffset now)
    {
        if (TextClaim.Read(claims, "app", out var forApp) is { } appFault) return Refuse(appFault);
        if (forApp != app.Name) return new(null, Codes.TokenWrongApp);
        if (AudienceClaim.FaultOf(claims, app) is { } audienceFault) return Refuse(audienceFault);
        if (TimeClaims.Read(claims, app.MaxTokenLifetime, now, out var expires) is ({ } code, var timeFault)) return new(null, code, timeFault);
        if (TextClaim.ReadUser(claims, out var user) is { } userFault) return Refuse(userFault);
        if (PatternClaim.Read(claims, "read", out var read) is { } readFault) return Refuse(readFault);
        if (PatternClaim.Read(claims, "write", out var write) is { } writeFault) return Refuse(writeFault);
        return new(new Session(app, user, read, write, expires), null);
    }

    private static TokenResult Refuse(string fault) => new(null, Codes.TokenClaims, fault);
}
