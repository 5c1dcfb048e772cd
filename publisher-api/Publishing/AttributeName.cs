using Gateway.Shared.Events;

namespace Gateway.PublisherApi.Publishing;

/// <summary>Speaks of attributes' names in refusals.</summary>
internal static class AttributeName
{
    private const int MaxQuoted = 40;

    /// <summary>The name in quotes, cut where it is long; without what is no letter, digit or usual sign.</summary>
    public static string Quote(string name)
    {
        var shown = name.Length > MaxQuoted ? name[..MaxQuoted] : name;
        return $"'{string.Concat(shown.Select(sign => sign is > ' ' and < (char)0x7f and not '\'' ? sign : '?'))}{(name.Length > MaxQuoted ? "…" : "")}'";
    }

    /// <summary>What is wrong with a name that breaks the rule, and the name that was perhaps meant.</summary>
    public static string FaultOf(string name)
    {
        var rule = $"The name {Quote(name)} of an attribute is not 1 to {EventRules.MaxNameLength} of a-z and 0-9.";
        var plain = string.Concat(name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
        return plain != name && EventRules.IsName(plain) ? $"{rule} Write {Quote(plain)}." : rule;
    }
}
