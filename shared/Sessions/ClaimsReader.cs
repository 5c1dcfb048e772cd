using System.Text.Json;
using Gateway.Shared.Apps;
using Gateway.Shared.Channels;
using Gateway.Shared.Errors;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Gateway.Shared.Sessions;

/// <summary>Reads the claims of a verified token: <c>app</c>, <c>sub</c>, <c>exp</c>, <c>read</c>, <c>write</c>.</summary>
internal static class ClaimsReader
{
    private const int MaxUserLength = 200;

    /// <summary>The session; refused if a claim is missing, is no pattern or is for another app.</summary>
    public static TokenResult Read(JsonWebToken token, App app)
    {
        if (TextOf(token, "app") is not { } forApp) return new(null, Codes.TokenClaims);
        if (forApp != app.Name) return new(null, Codes.TokenWrongApp);
        if (TextOf(token, "sub") is not { Length: > 0 and <= MaxUserLength } user) return new(null, Codes.TokenClaims);
        if (!TryPatterns(token, "read", out var read) || !TryPatterns(token, "write", out var write)) return new(null, Codes.TokenClaims);
        return new(new Session(app, user, read, write, token.ValidTo), null);
    }

    // The library would make a text of a number, a list or an object too.
    private static string? TextOf(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<object>(claim, out var value) ? value as string : null;

    // A claim that is left out permits nothing.
    private static bool TryPatterns(JsonWebToken token, string claim, out List<ChannelPattern> patterns)
    {
        patterns = [];
        if (!token.TryGetPayloadValue<JsonElement>(claim, out var list)) return !token.TryGetPayloadValue<object>(claim, out _);
        if (list.ValueKind is not JsonValueKind.Array) return false;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind is not JsonValueKind.String || !ChannelPattern.TryParse(TextOf(item), out var pattern)) return false;
            patterns.Add(pattern);
        }
        return true;
    }

    private static string? TextOf(JsonElement item)
    {
        try
        {
            return item.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: valid JSON, but no text.
            return null;
        }
    }
}
