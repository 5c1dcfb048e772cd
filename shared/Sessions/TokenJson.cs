using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Shared.Sessions;

/// <summary>A part of a token: base64url without padding (RFC 7515, 2) of a JSON object whose members have unique names (RFC 7515, 4; RFC 7519, 4).</summary>
internal static class TokenJson
{
    private static readonly SearchValues<byte> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);
    private static readonly JsonDocumentOptions Unique = new() { AllowDuplicateProperties = false };

    /// <summary>Reads the part; or says, of <paramref name="name"/>, what is wrong with it. <paramref name="members"/> are those that may be named if they come twice.</summary>
    public static (JsonDocument? Json, string? Fault) Read(ReadOnlySpan<byte> part, string name, ReadOnlySpan<string> members)
    {
        if (part.ContainsAnyExcept(Alphabet)) return (null, $"The token's {name} is not base64url without padding.");
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        if (Base64Url.DecodeFromUtf8(part, bytes, out _, out var length) is not OperationStatus.Done) return (null, $"The token's {name} is not base64url without padding.");
        var text = bytes.AsMemory(0, length);
        if (!Utf8.IsValid(text.Span)) return (null, $"The token's {name} is not UTF-8.");
        return Parse(text, Unique) is { } json ? Object(json, name) : (null, FaultOf(text, name, members));
    }

    /// <summary>What kind of value it is, to be told.</summary>
    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static (JsonDocument? Json, string? Fault) Object(JsonDocument json, string name)
    {
        if (json.RootElement.ValueKind is JsonValueKind.Object) return (json, null);
        json.Dispose();
        return (null, $"The token's {name} is no JSON object.");
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> text, JsonDocumentOptions options)
    {
        try
        {
            return JsonDocument.Parse(text, options);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // No JSON, a member that comes twice, or one whose name is half of a surrogate pair.
            return null;
        }
    }

    private static string FaultOf(ReadOnlyMemory<byte> text, string name, ReadOnlySpan<string> members)
    {
        using var json = Parse(text, default);
        if (json?.RootElement.ValueKind is not JsonValueKind.Object) return $"The token's {name} is no JSON object.";
        foreach (var member in members)
            if (json.RootElement.EnumerateObject().Count(known => IsNamed(known, member)) > 1) return $"The token's {name} gives {member} twice.";
        return $"The token's {name} gives a name twice, or one that is no text.";
    }

    // The reader throws for a name that holds half of a surrogate pair: that is none of ours.
    private static bool IsNamed(JsonProperty member, string name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
