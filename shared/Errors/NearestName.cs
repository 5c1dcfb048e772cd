namespace Gateway.Shared.Errors;

/// <summary>Quotes a name that somebody else chose, and finds the known one that was probably meant.</summary>
public static class NearestName
{
    /// <summary>The longest quotation, in characters.</summary>
    public const int MaxLength = 40;

    /// <summary>The name between quotes: its first 40 characters, of which all but letters, digits, '_', '.', ':' and '-' of ASCII are shown as '?'.</summary>
    public static string Quote(ReadOnlySpan<char> name)
    {
        Span<char> safe = stackalloc char[Math.Min(name.Length, MaxLength)];
        for (var i = 0; i < safe.Length; i++) safe[i] = char.IsAsciiLetterOrDigit(name[i]) || name[i] is '_' or '.' or ':' or '-' ? name[i] : '?';
        return name.Length > MaxLength ? $"'{safe}…'" : $"'{safe}'";
    }

    /// <summary>The known name that takes the fewest insertions, deletions and replacements to get to; capitals do not count. Null if none is known.</summary>
    public static string? Of(ReadOnlySpan<char> name, IEnumerable<string> known)
    {
        string? nearest = null;
        var least = int.MaxValue;
        if (name.Length > MaxLength) name = name[..MaxLength];
        foreach (var candidate in known)
        {
            var distance = Distance(name, candidate);
            if (distance < least) (nearest, least) = (candidate, distance);
        }
        return nearest;
    }

    // Levenshtein's, a row at a time.
    private static int Distance(ReadOnlySpan<char> from, ReadOnlySpan<char> to)
    {
        var row = new int[to.Length + 1];
        for (var i = 0; i < row.Length; i++) row[i] = i;
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
