using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Fuzz.Targets;

/// <summary>How inputs become text, and what other readers say about them.</summary>
internal static class Text
{
    /// <summary>UTF-8 as a text; an odd first byte stands for UTF-16, so that lone surrogates come too.</summary>
    internal static string Of(byte[] input)
    {
        if (input.Length == 0 || input[0] != 0xff) return Encoding.UTF8.GetString(input);
        var text = new char[(input.Length - 1) / 2];
        for (var i = 0; i < text.Length; i++) text[i] = (char)(input[1 + (2 * i)] | (input[2 + (2 * i)] << 8));
        return new string(text);
    }

    /// <summary>Its lines.</summary>
    internal static string[] LinesOf(byte[] input) => Of(input).Split('\n');

    /// <summary>What the platform's own reader makes of JSON; null if it refuses it.</summary>
    internal static JsonDocument? Json(ReadOnlyMemory<byte> json, int maxDepth = 512)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = maxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
