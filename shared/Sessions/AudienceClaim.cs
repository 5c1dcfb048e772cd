using System.Text.Json;
using Gateway.Shared.Apps;

namespace Gateway.Shared.Sessions;

/// <summary>
/// The claim <c>aud</c> (RFC 7519, 4.1.3): if it is there, one of its values must be the app's name or one of <see cref="AppOptions.Audiences"/>. A token that was made for another
/// service is so refused, also if it is signed with the same key.
/// </summary>
internal static class AudienceClaim
{
    /// <summary>What is wrong with it; null if it is good or left out.</summary>
    public static string? FaultOf(JsonElement claims, App app)
    {
        if (!claims.TryGetProperty("aud", out var audience)) return null;
        if (audience.ValueKind is not (JsonValueKind.String or JsonValueKind.Array)) return $"The claim aud is {TokenJson.KindOf(audience)}; give a string or a list of strings, or leave it out.";
        return Names(audience, app) ? null : "The claim aud does not name this app; name it, leave aud out, or have the operator set Audiences.";
    }

    private static bool Names(JsonElement audience, App app) => audience.ValueKind is JsonValueKind.Array
        ? audience.EnumerateArray().Any(one => one.ValueKind is JsonValueKind.String && IsOf(one, app))
        : IsOf(audience, app);

    private static bool IsOf(JsonElement one, App app) => TextClaim.Of(one) is { } text && (text == app.Name || app.Audiences.Contains(text));
}
