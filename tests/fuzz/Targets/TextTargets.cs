using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.PublisherApi.History;
using Gateway.Shared.Channels;
using Gateway.Shared.Events;
using Gateway.Shared.History;
using Gateway.Shared.Positions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using static Gateway.Tests.Fuzz.BrokenPropertyException;

namespace Gateway.Tests.Fuzz.Targets;

/// <summary>Short texts with a grammar of their own.</summary>
internal static partial class TextTargets
{
    private const int MaxEvents = 1000;

    internal static readonly Target Positions = new("positions", input =>
    {
        var text = Text.Of(input);
        if (Position.TryParse(text, out var position)) Unless(position.ToString() == text, "A position is read only as it is written.");
    })
    { MaxBytes = 256, Words = ["5f3a0c11.3.1041", "-1", "9223372036854775807", "2147483647", ".", "ffffffff"] };

    internal static readonly Target Times = new("times", input =>
    {
        var text = Text.Of(input);
        StartPoint.TryParse(text, DateTimeOffset.UtcNow, out _);
        var isValid = Rfc3339.IsValid(text);
        Unless(!isValid || Form().IsMatch(text), "A timestamp has the form of RFC 3339.");
        var isKnown = Form().IsMatch(text) && DateTimeOffset.TryParse(Form().Replace(text, "$1Z").ToUpperInvariant(), CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        Unless(!isKnown || isValid, "A date that exists is a timestamp.");
    })
    { MaxBytes = 256, Words = ["2026-02-28T23:59:60Z", "2024-02-29", "+23:59", "-00:00", ".123456789", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "earliest", "t", "z"] };

    // A pattern, then a channel.
    internal static readonly Target Patterns = new("patterns", input =>
    {
        var lines = Text.LinesOf(input);
        if (!ChannelPattern.TryParse(lines[0], out var pattern)) return;
        var channel = lines[^1];
        if (!ChannelName.IsValid(channel)) return;
        var segments = lines[0].Split('.').Select(segment => segment switch { "*" => "[^.]+", ">" => ".+", _ => Regex.Escape(segment) });
        Unless(pattern.Matches(channel) == Regex.IsMatch(channel, $@"\A{string.Join(@"\.", segments)}\z", RegexOptions.CultureInvariant | RegexOptions.Singleline), "A pattern matches what its words say.");
    })
    { MaxBytes = 600, AllocationBase = 4 << 20, Words = ["a", ".", "*", ">", "orders.", "\n", "orders.*\norders.1", "a.>\na.b.c"] };

    internal static readonly Target History = new("history", input =>
    {
        var query = HistoryQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(Text.Of(input))), MaxEvents, DateTimeOffset.UtcNow);
        if (query.Refusal is null) Unless(query.Limit is >= 1 and <= MaxEvents && query.Last is null or (>= 1 and <= MaxEvents), "Counts are within their range.");
    })
    { Words = ["?limit=1", "&last=1", "&start=earliest", "&after=5f3a0c11.3.1041", "%", "+", "&", "=", "1000", "1001"] };

    [GeneratedRegex(@"\A([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
