using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Gateway.Tests.Integration;

/// <summary>The session of docs/protocol.md, as steps: a frame that the client sends, then those that it receives.</summary>
internal sealed record DocumentedStep(string Sent, IReadOnlyList<JsonElement> Received)
{
    private const string Ellipsis = "…";

    /// <summary>Reads the page.</summary>
    public static List<DocumentedStep> ReadAll([CallerFilePath] string here = "")
    {
        var page = Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/protocol.md");
        var lines = File.ReadLines(page).SkipWhile(line => line != "```session").Skip(1).TakeWhile(line => line != "```").ToList();
        var steps = new List<DocumentedStep>();
        foreach (var line in lines)
        {
            if (line.StartsWith("> ", StringComparison.Ordinal)) steps.Add(new DocumentedStep(line[2..], new List<JsonElement>()));
            else if (line.StartsWith("< ", StringComparison.Ordinal)) ((List<JsonElement>)steps[^1].Received).Add(Parse(line[2..]));
            else throw new FormatException($"Neither sent nor received: {line}");
        }
        return steps;
    }

    /// <summary>Whether a received value is as documented: member by member, none missing, none more; <c>…</c> is any text.</summary>
    public static bool Matches(JsonElement documented, JsonElement received)
    {
        if (documented.ValueKind is JsonValueKind.String && documented.GetString() == Ellipsis) return received.ValueKind is JsonValueKind.String;
        if (documented.ValueKind != received.ValueKind) return false;
        return documented.ValueKind switch
        {
            JsonValueKind.Object => documented.EnumerateObject().Count() == received.EnumerateObject().Count()
                && documented.EnumerateObject().All(member =>
                    received.TryGetProperty(member.Name, out var value) && Matches(member.Value, value)),
            JsonValueKind.Array => documented.GetArrayLength() == received.GetArrayLength()
                && documented.EnumerateArray().Zip(received.EnumerateArray(), Matches).All(same => same),
            _ => JsonElement.DeepEquals(documented, received),
        };
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
