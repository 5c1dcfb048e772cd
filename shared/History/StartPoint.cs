using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Shared.History;

/// <summary>Where in the log reading begins, other than now or after a position.</summary>
/// <param name="Time">At the first record of this time or later, in milliseconds since 1970; null: at the oldest that Kafka keeps.</param>
public readonly partial record struct StartPoint(long? Time)
{
    private const string Earliest = "earliest";

    /// <summary>Reads <c>earliest</c> or an RFC 3339 time that has passed; anything else is false.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out StartPoint start)
    {
        start = default;
        if (text == Earliest) return true;
        if (!DateTimeForm().IsMatch(text)) return false;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) || time > now) return false;
        start = new StartPoint(time.ToUnixTimeMilliseconds());
        return true;
    }

    // With an offset, or the time would be that of the server's zone.
    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,7})?([Zz]|[+-]\d{2}:\d{2})$")]
    private static partial Regex DateTimeForm();
}

/// <summary>Where a <see cref="StartPoint"/> lies.</summary>
/// <param name="After">Reading begins after this offset.</param>
/// <param name="IsCut">Whether Kafka may have had records of that time before it, which are gone.</param>
public readonly record struct FoundStart(long After, bool IsCut);
