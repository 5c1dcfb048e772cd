using System.Text.Json;
using Gateway.Shared.Channels;

namespace Gateway.Shared.Sessions;

/// <summary>The claims <c>read</c> and <c>write</c>: lists of channel patterns.</summary>
internal static class PatternClaim
{
    /// <summary>Reads a list; or says what is wrong with it. One that is left out permits nothing.</summary>
    public static string? Read(JsonElement claims, string name, out List<ChannelPattern> patterns)
    {
        patterns = [];
        if (!claims.TryGetProperty(name, out var list)) return null;
        if (list.ValueKind is not JsonValueKind.Array) return $"The claim {name} is {TokenJson.KindOf(list)}; give a list of channel patterns.";
        if (list.GetArrayLength() is var count && count > PatternSet.MaxPatterns) return $"The claim {name} has {count} patterns; give at most {PatternSet.MaxPatterns}.";
        foreach (var item in list.EnumerateArray())
        {
            if (PatternFault(item, out var pattern) is { } fault) return $"The claim {name}[{patterns.Count}] is {fault}.";
            patterns.Add(pattern);
        }
        var wildcards = patterns.Count(pattern => pattern.HasWildcard);
        return wildcards > PatternSet.MaxWildcards ? $"The claim {name} has {wildcards} patterns with wildcards; give at most {PatternSet.MaxWildcards}." : null;
    }

    private static string? PatternFault(JsonElement item, out ChannelPattern pattern)
    {
        pattern = null!;
        if (item.ValueKind is not JsonValueKind.String) return $"{TokenJson.KindOf(item)}; give a string";
        return ChannelPattern.TryParse(TextClaim.Of(item), out pattern) ? null : "no channel pattern: write 'orders.1', 'orders.*' or 'orders.>'";
    }
}
