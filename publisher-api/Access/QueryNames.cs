using Gateway.Shared.Errors;

namespace Gateway.PublisherApi.Access;

/// <summary>The query parameters that an address has. Another one is a fault, because it would be left out in silence.</summary>
internal sealed class QueryNames(params string[] known)
{
    /// <summary>For an address without parameters.</summary>
    public static readonly QueryNames None = new();

    /// <summary>What is wrong with the names of a request's parameters, as a sentence; null if nothing.</summary>
    public string? FaultOf(HttpRequest request)
    {
        if (!request.QueryString.HasValue) return null;
        if (Publishing.AttributeHeader.DecodePercent(request.QueryString.Value!) is null) return "The query is not valid UTF-8 once it is percent-decoded.";
        foreach (var (name, values) in request.Query)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase)) return Unknown(name);
            if (values.Count > 1) return $"The query parameter '{name}' is given {values.Count} times.";
        }
        return null;
    }

    private string Unknown(string name)
    {
        if (known.Length == 0) return "This address has no query parameters.";
        var nearest = known.MinBy(each => Distance(each, name))!;
        var shown = Publishing.AttributeName.Quote(name);
        return Distance(nearest, name) <= 2
            ? $"There is no query parameter {shown} here. Do you mean '{nearest}'?"
            : $"There is no query parameter {shown} here, but: {string.Join(", ", known)}.";
    }

    // Levenshtein's, without regard to case. What is far longer than any name is as far as it is longer.
    private static int Distance(string known, string given)
    {
        if (given.Length > 2 * known.Length) return given.Length - known.Length;
        var row = Enumerable.Range(0, given.Length + 1).ToArray();
        for (var i = 1; i <= known.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= given.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(given[j - 1]) == known[i - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
