namespace Gateway.Shared.Hosting.Settings;

/// <summary>Finds what somebody meant who has misspelt a name: the name that fewest insertions, deletions and changes of letters away (Levenshtein), in whatever case.</summary>
internal static class Nearest
{
    /// <summary>The nearest of the names, of which there is at least one.</summary>
    public static string Of(string text, IReadOnlyCollection<string> names) => names.MinBy(name => Distance(text, name))!;

    /// <summary>The nearest of the names if it is at most so far away; null otherwise.</summary>
    public static string? Within(int distance, string text, IReadOnlyCollection<string> names) =>
        names.Where(name => Distance(text, name) <= distance).MinBy(name => Distance(text, name));

    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = diagonal + (char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
