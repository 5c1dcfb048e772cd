using System.Buffers;
using System.Text;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;

namespace Gateway.Shared.Sessions;

/// <summary>What a token gave: a session, or the code that refuses it.</summary>
/// <param name="Session">The session; null if it is refused.</param>
/// <param name="Refusal">The code; null if it is good.</param>
/// <param name="Detail">A sentence that says what is wrong. It quotes nothing of the token. Null if the code says all.</param>
public readonly record struct TokenResult(Session? Session, Code? Refusal, string? Detail = null);

/// <summary>
/// Verifies JSON Web Tokens (RFC 7519), signed in the compact form (RFC 7515, 7.1), by the rules of RFC 8725: one algorithm for each key, and never <c>none</c>.
/// Its claims are read only if the signature is good. An app that does not exist is answered as one whose keys did not sign.
/// </summary>
public sealed class TokenVerifier(AppRegistry apps, TokenKeys keys, TimeProvider time)
{
    // Longer ones are refused before any work is spent on them.
    private const int MaxTokenLength = 16 << 10;
    private const int Parts = 3;

    /// <summary>Verifies a token for the app whose address the client used.</summary>
    public TokenResult Verify(string appName, string? token)
    {
        if (string.IsNullOrEmpty(token)) return new(null, Codes.TokenMissing);
        if (token.Length > MaxTokenLength) return Invalid($"The token is longer than {MaxTokenLength} characters.");
        if (!Ascii.IsValid(token)) return Invalid("The token holds a character that is not ASCII.");
        return Verify(appName, Encoding.ASCII.GetBytes(token));
    }

    private TokenResult Verify(string appName, ReadOnlySpan<byte> token)
    {
        if (token.Count((byte)'.') is var dots && dots != Parts - 1) return Invalid(PartsFault(dots + 1));
        var signedLength = token.LastIndexOf((byte)'.');
        var signed = token[..signedLength];
        var signature = token[(signedLength + 1)..];
        var headerLength = signed.IndexOf((byte)'.');
        if (TokenHeader.FaultOf(signed[..headerLength]) is { } fault) return Invalid(fault);
        if (!IsSigned(appName, signed, signature) || !apps.TryGet(appName, out var app)) return Invalid("The signature is of none of the app's keys.");
        return ClaimsReader.Read(signed[(headerLength + 1)..], app, time.GetUtcNow());
    }

    // All keys are tried, whichever fits: the same work for every app and for none.
    private bool IsSigned(string app, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        var signed = false;
        foreach (var key in keys.Of(app)) signed |= key.Fits(content, signature);
        return signed;
    }

    private static string PartsFault(int parts) => parts == 5
        ? "The token is encrypted (JWE); give one that is only signed."
        : $"A token has {Parts} parts with a dot between them; this one has {parts}.";

    private static TokenResult Invalid(string detail) => new(null, Codes.TokenInvalid, detail);
}
