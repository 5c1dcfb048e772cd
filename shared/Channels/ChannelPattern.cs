namespace Gateway.Shared.Channels;

/// <summary>
/// A pattern over channel names, as in NATS subjects: <c>*</c> stands for exactly one segment, a final <c>&gt;</c> for one or more.
/// </summary>
public sealed class ChannelPattern
{
    private readonly string _pattern;

    private ChannelPattern(string pattern) => _pattern = pattern;

    /// <summary>Whether it stands for more than the one channel of its name.</summary>
    public bool HasWildcard => _pattern.AsSpan().ContainsAny('*', '>');

    /// <summary>Parses a pattern; false if a segment is empty or mixes a wildcard with text, or if <c>&gt;</c> is not last.</summary>
    public static bool TryParse(string? text, out ChannelPattern pattern)
    {
        pattern = new ChannelPattern(text ?? "");
        return !string.IsNullOrEmpty(text) && text.Length <= ChannelName.MaxBytes && IsValid(text);
    }

    /// <summary>Whether the channel's name matches.</summary>
    public bool Matches(ReadOnlySpan<char> channel)
    {
        var pattern = _pattern.AsSpan();
        while (true)
        {
            var wanted = TakeSegment(ref pattern, out var patternEnds);
            if (wanted is ">") return true;
            var segment = TakeSegment(ref channel, out var channelEnds);
            if (wanted is not "*" && !wanted.SequenceEqual(segment)) return false;
            if (patternEnds || channelEnds) return patternEnds && channelEnds;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _pattern;

    private static bool IsValid(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var segment = TakeSegment(ref text, out var ends);
            if (segment is ">") return ends;
            if (segment is not "*" && !ChannelName.IsValid(segment.ToString())) return false;
            if (ends) return true;
        }
    }

    private static ReadOnlySpan<char> TakeSegment(ref ReadOnlySpan<char> rest, out bool ends)
    {
        var dot = rest.IndexOf('.');
        ends = dot < 0;
        var segment = ends ? rest : rest[..dot];
        rest = ends ? default : rest[(dot + 1)..];
        return segment;
    }
}
