using System.Text.Json;
using Gateway.Shared.Channels;

namespace Gateway.Shared.Sessions;

/// <summary>A claim that is text.</summary>
internal static class TextClaim
{
    /// <summary>The longest <c>sub</c>, in UTF-16 code units.</summary>
    private const int MaxUserLength = 200;

    private const int MaxBytesOfCharacter = 3;

    /// <summary>Reads a claim that must be there; or says what is wrong with it.</summary>
    public static string? Read(JsonElement claims, string name, out string text)
    {
        text = "";
        if (!claims.TryGetProperty(name, out var value)) return $"The claim {name} is missing.";
        if (value.ValueKind is not JsonValueKind.String) return $"The claim {name} is {TokenJson.KindOf(value)}; give a string.";
        if (Of(value) is not { } given) return $"The claim {name} holds half of a surrogate pair.";
        text = given;
        return null;
    }

    /// <summary>Reads <c>sub</c>. It becomes a part of events' source and of cursors' keys, so it is bounded and holds no control characters.</summary>
    public static string? ReadUser(JsonElement claims, out string user)
    {
        if (Read(claims, "sub", out user) is { } fault) return fault;
        if (user.Length is 0 or > MaxUserLength) return $"The claim sub has {user.Length} characters; give 1 to {MaxUserLength}.";
        return Utf8Text.IsTextOf(user, MaxBytesOfCharacter * MaxUserLength) ? null : "The claim sub holds a control character.";
    }

    /// <summary>The text; null for a lone surrogate, which is valid JSON but no text.</summary>
    public static string? Of(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
