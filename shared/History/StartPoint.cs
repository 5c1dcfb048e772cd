using Gateway.Shared.Events;

namespace Gateway.Shared.History;

/// <summary>Where in the log reading begins, other than now or after a position.</summary>
/// <param name="Time">At the first record of this time or later, in milliseconds since 1970, never negative; null: at the oldest that Kafka keeps.</param>
public readonly record struct StartPoint(long? Time)
{
    private const string Earliest = "earliest";

    /// <summary>Reads <c>earliest</c> or an RFC 3339 time that has passed; anything else is false. A time before 1970 is as <c>earliest</c>.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out StartPoint start)
    {
        start = default;
        if (text == Earliest) return true;
        if (!Rfc3339.TryRead(text, out var time) || time > now.ToUnixTimeMilliseconds()) return false;
        // To Kafka negative times are names: of the log's end, of its beginning, of its newest record.
        if (time >= 0) start = new StartPoint(time);
        return true;
    }
}

/// <summary>Where a <see cref="StartPoint"/> lies.</summary>
/// <param name="After">Reading begins after this offset.</param>
/// <param name="IsCut">Whether Kafka may have had records of that time before it, which are gone.</param>
public readonly record struct FoundStart(long After, bool IsCut);
