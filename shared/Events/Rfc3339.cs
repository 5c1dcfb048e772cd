namespace Gateway.Shared.Events;

/// <summary>The timestamps of RFC 3339, section 5.6.</summary>
internal static class Rfc3339
{
    private const string Form = "0000-00-00T00:00:00";

    /// <summary>Whether the text is a <c>date-time</c>: <c>2026-11-23T12:00:00.5+01:00</c>. A second of 60 is a leap second.</summary>
    internal static bool IsValid(ReadOnlySpan<char> text) =>
        HasForm(text) && IsDate(text) && IsTime(text) && IsOffset(SkipFraction(text[Form.Length..]));

    /// <summary>Reads a <c>date-time</c> as milliseconds since 1970, rounded down; negative before. A leap second is the second after it.</summary>
    internal static bool TryRead(ReadOnlySpan<char> text, out long milliseconds)
    {
        milliseconds = 0;
        if (!IsValid(text)) return false;
        var date = new DateTime((TwoDigits(text) * 100) + TwoDigits(text[2..]), TwoDigits(text[5..]), TwoDigits(text[8..]), 0, 0, 0, DateTimeKind.Utc);
        var minutes = (TwoDigits(text[11..]) * 60) + TwoDigits(text[14..]) - OffsetOf(text);
        // Added as a number: with its offset the time may lie outside the years that DateTime knows.
        milliseconds = ((date - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond) + (((minutes * 60) + TwoDigits(text[17..])) * 1000L) + FractionOf(text[Form.Length..]);
        return true;
    }

    // Of a valid time, in minutes.
    private static int OffsetOf(ReadOnlySpan<char> text)
    {
        if (text[^1] is 'Z' or 'z') return 0;
        var minutes = (TwoDigits(text[^5..]) * 60) + TwoDigits(text[^2..]);
        return text[^6] == '-' ? -minutes : minutes;
    }

    // Of what follows the seconds of a valid time, in milliseconds.
    private static int FractionOf(ReadOnlySpan<char> rest)
    {
        if (rest[0] != '.') return 0;
        var milliseconds = 0;
        for (var i = 1; i <= 3; i++) milliseconds = (milliseconds * 10) + (i < rest.Length && char.IsAsciiDigit(rest[i]) ? rest[i] - '0' : 0);
        return milliseconds;
    }

    private static bool HasForm(ReadOnlySpan<char> text)
    {
        if (text.Length <= Form.Length) return false;
        for (var i = 0; i < Form.Length; i++)
            if (Form[i] == '0' ? !char.IsAsciiDigit(text[i]) : char.ToUpperInvariant(text[i]) != Form[i]) return false;
        return true;
    }

    private static bool IsDate(ReadOnlySpan<char> text)
    {
        var year = (TwoDigits(text) * 100) + TwoDigits(text[2..]);
        return year >= 1
            && TwoDigits(text[5..]) is >= 1 and <= 12 and var month
            && TwoDigits(text[8..]) is >= 1 and var day
            && day <= DateTime.DaysInMonth(year, month);
    }

    private static bool IsTime(ReadOnlySpan<char> text) =>
        TwoDigits(text[11..]) <= 23 && TwoDigits(text[14..]) <= 59 && TwoDigits(text[17..]) <= 60;

    // A point without a digit is left where it is, and is then no offset.
    private static ReadOnlySpan<char> SkipFraction(ReadOnlySpan<char> rest)
    {
        if (rest.Length < 2 || rest[0] != '.' || !char.IsAsciiDigit(rest[1])) return rest;
        var end = rest[1..].IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? default : rest[(end + 1)..];
    }

    private static bool IsOffset(ReadOnlySpan<char> rest) =>
        rest is "Z" or "z"
        || (rest.Length == 6
            && rest[0] is '+' or '-'
            && rest[3] == ':'
            && char.IsAsciiDigit(rest[1]) && char.IsAsciiDigit(rest[2]) && char.IsAsciiDigit(rest[4]) && char.IsAsciiDigit(rest[5])
            && TwoDigits(rest[1..]) <= 23
            && TwoDigits(rest[4..]) <= 59);

    private static int TwoDigits(ReadOnlySpan<char> text) => ((text[0] - '0') * 10) + text[1] - '0';
}
