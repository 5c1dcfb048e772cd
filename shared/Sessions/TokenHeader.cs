using System.Text.Json;

namespace Gateway.Shared.Sessions;

/// <summary>
/// The header of a token (RFC 7515, 4.1), which a stranger may have written: nothing in it chooses a key. <c>kid</c> is a hint, and all keys of the app are tried;
/// <c>jwk</c>, <c>jku</c>, <c>x5u</c> and <c>x5c</c> are not looked at.
/// </summary>
internal static class TokenHeader
{
    private static readonly string[] Members = ["alg", "kid", "crit", "typ", "cty"];

    /// <summary>What is wrong with it; null if the signature is to be tried.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> part)
    {
        var (header, fault) = TokenJson.Read(part, "header", Members);
        using (header) return fault ?? FaultOf(header!.RootElement);
    }

    private static string? FaultOf(JsonElement header)
    {
        if (AlgorithmFault(header) is { } fault) return fault;
        // An extension that must be understood (RFC 7515, 4.1.11), and none is.
        if (header.TryGetProperty("crit", out _)) return "The token's header holds crit, and no extension that it may name is known here.";
        if (header.TryGetProperty("kid", out var kid) && kid.ValueKind is not JsonValueKind.String) return $"The token's kid is {TokenJson.KindOf(kid)}; give a string, or none.";
        return null;
    }

    private static string? AlgorithmFault(JsonElement header)
    {
        if (!header.TryGetProperty("alg", out var algorithm)) return "The token's header names no algorithm (alg).";
        if (algorithm.ValueKind is not JsonValueKind.String) return $"The token's alg is {TokenJson.KindOf(algorithm)}; give a string.";
        if (algorithm.ValueEquals("none"u8)) return "The token is not signed: its alg is none.";
        // Names are case-sensitive (RFC 7515, 4.1.1).
        return algorithm.ValueEquals(TokenKey.Algorithm) ? null : $"The token's alg is not one that the app's keys allow; sign with {TokenKey.Algorithm}.";
    }
}
