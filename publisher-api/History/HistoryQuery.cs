using System.Globalization;
using Gateway.PublisherApi.Access;
using Gateway.Shared.Errors;
using Gateway.Shared.History;
using Gateway.Shared.Positions;

namespace Gateway.PublisherApi.History;

/// <summary>What a request asks for: one start, of which the others are null, and how many events. Faulty if <see cref="Refusal"/> is set.</summary>
internal sealed class HistoryQuery
{
    /// <summary>The names of the parameters.</summary>
    public static readonly QueryNames Names = new("after", "start", "last", "limit");

    private const int DefaultLimit = 100;

    /// <summary>After this position.</summary>
    public Position? After { get; private init; }

    /// <summary>From this start point on.</summary>
    public StartPoint? Start { get; private init; }

    /// <summary>With the last so many events; the default, as many as <see cref="Limit"/>.</summary>
    public int? Last { get; private init; }

    /// <summary>At most so many events. Default: <see cref="Last"/>, or 100.</summary>
    public int Limit { get; private init; }

    /// <summary>Why it is refused; null if it is good.</summary>
    public Code? Refusal { get; private init; }

    /// <summary>What exactly is wrong; null if the code says it all.</summary>
    public string? Detail { get; private init; }

    /// <summary>Reads <c>after</c>, <c>start</c>, <c>last</c> and <c>limit</c>; counts go from 1 to <paramref name="max"/>.</summary>
    public static HistoryQuery Read(IQueryCollection query, int max, DateTimeOffset now)
    {
        string? after = query["after"], start = query["start"], last = query["last"];
        if (new[] { after, start, last }.Count(given => given is not null) > 1)
            return Refused(Codes.StartInvalid, "Only one of 'after', 'start' and 'last' may be given.");
        if (!TryCount(last, max, out var lastCount)) return OutOfRange("last", max);
        if (!TryCount(query["limit"], max, out var limit)) return OutOfRange("limit", max);
        limit ??= lastCount ?? Math.Min(DefaultLimit, max);
        if (after is not null)
            return Position.TryParse(after, out var position) ? new() { After = position, Limit = limit.Value } : Refused(Codes.PositionInvalid);
        if (start is not null)
            return StartPoint.TryParse(start, now, out var point) ? new() { Start = point, Limit = limit.Value } : Refused(Codes.StartInvalid);
        return new() { Last = lastCount ?? limit, Limit = limit.Value };
    }

    private static bool TryCount(string? text, int max, out int? count)
    {
        count = null;
        if (text is null) return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) || given < 1 || given > max) return false;
        count = given;
        return true;
    }

    private static HistoryQuery OutOfRange(string name, int max) => Refused(Codes.CountInvalid, $"'{name}' is from 1 to {max}.");

    private static HistoryQuery Refused(Code code, string? detail = null) => new() { Refusal = code, Detail = detail };
}
