namespace Gateway.Shared.Channels;

/// <summary>
/// The channels that a list of patterns names. Patterns without wildcards are looked up, the others tried one after the other: so what a question costs is
/// bounded by <see cref="MaxWildcards"/>.
/// </summary>
public readonly struct PatternSet
{
    /// <summary>The greatest number of patterns in a list that comes from outside.</summary>
    public const int MaxPatterns = 1_000;

    /// <summary>How many of them may hold <c>*</c> or <c>&gt;</c>.</summary>
    public const int MaxWildcards = 100;

    // Below it, trying all is as fast, and a set for each connection would cost memory.
    private const int FewNames = 8;

    private readonly ChannelPattern[] _tried;
    private readonly HashSet<string>? _names;

    /// <summary>Takes the patterns, in any order.</summary>
    public PatternSet(IReadOnlyList<ChannelPattern> patterns)
    {
        var lookUp = patterns.Count(pattern => !pattern.HasWildcard) > FewNames;
        _tried = [.. patterns.Where(pattern => !lookUp || pattern.HasWildcard)];
        _names = lookUp ? new(patterns.Where(pattern => !pattern.HasWildcard).Select(pattern => pattern.ToString()), StringComparer.Ordinal) : null;
    }

    /// <summary>Whether one of the patterns matches the channel.</summary>
    public bool Matches(string channel)
    {
        if (_names is not null && _names.Contains(channel)) return true;
        foreach (var pattern in _tried)
            if (pattern.Matches(channel)) return true;
        return false;
    }
}
