using System.Buffers;
using System.Text;
using Gateway.Shared.Channels;

namespace Gateway.Shared.Events;

/// <summary>
/// The rules for an event's attributes: those of CloudEvents 1.0 (sections 3 and 3.1), and bounds that keep a message with its
/// headers within what Kafka takes.
/// </summary>
public static class EventRules
{
    /// <summary>The only version of CloudEvents that is read and written.</summary>
    public const string SpecVersion = "1.0";

    /// <summary>The greatest length of <c>id</c> and <c>type</c>, in characters.</summary>
    public const int MaxIdLength = 200;

    /// <summary>The greatest length of any other attribute, in characters.</summary>
    public const int MaxAttributeLength = 2048;

    /// <summary>The greatest length of an extension's name, in characters. CloudEvents 1.0.2, section 3, says that it SHOULD NOT exceed 20.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The greatest size of all attributes together, names included, in bytes of UTF-8.</summary>
    public const int MaxAttributesBytes = 16 * 1024;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>The first fault, as a sentence that quotes no value; null if the event is good.</summary>
    public static string? FaultOf(Event candidate) =>
        FaultOf("id", candidate.Id, MaxIdLength)
        ?? FaultOf("type", candidate.Type, MaxIdLength)
        ?? FaultOf("source", candidate.Source, MaxAttributeLength)
        ?? FaultOfTime(candidate.Time)
        ?? FaultOf("subject", candidate.Subject, MaxAttributeLength)
        ?? FaultOf("datacontenttype", candidate.DataContentType, MaxAttributeLength)
        ?? FaultOfExtensions(candidate)
        ?? FaultOfSize(candidate);

    /// <summary>Whether an extension may have the name: 1 to 200 of a-z and 0-9, and not <c>data</c>.</summary>
    public static bool IsName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxNameLength
        && !name.ContainsAnyExcept(NameCharacters)
        && name is not "data";

    private static string? FaultOfTime(string time) =>
        Rfc3339.IsValid(time) ? null : "The attribute 'time' is not a timestamp as RFC 3339 says. Write it as 2026-11-23T12:00:00Z, with an offset, or leave it out.";

    private static string? FaultOfExtensions(Event candidate)
    {
        foreach (var (name, value) in candidate.Extensions)
        {
            if (!IsName(name)) return $"The name of an extension attribute is not 1 to {MaxNameLength} of a-z and 0-9.";
            if (value.Length > 0 && FaultOf(name, value, MaxAttributeLength) is { } fault) return fault;
        }
        return null;
    }

    private static string? FaultOfSize(Event candidate)
    {
        var bytes = SizeOf(candidate.Id) + SizeOf(candidate.Type) + SizeOf(candidate.Source) + SizeOf(candidate.Time);
        bytes += SizeOf(candidate.Subject) + SizeOf(candidate.DataContentType);
        foreach (var (name, value) in candidate.Extensions) bytes += name.Length + SizeOf(value);
        return bytes <= MaxAttributesBytes ? null : $"All attributes together are longer than {MaxAttributesBytes} bytes.";
    }

    private static string? FaultOf(string name, string? value, int maxLength) => value switch
    {
        null => null,
        "" => $"The attribute '{name}' is empty. Give it a value or leave it out.",
        _ when value.Length > maxLength => $"The attribute '{name}' is longer than {maxLength} characters.",
        _ when !IsText(value) => $"The attribute '{name}' holds a control character or a lone surrogate.",
        _ => null,
    };

    private static bool IsText(string value)
    {
        if (Utf8Text.IsPlain(value)) return true;
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i]) || char.IsLowSurrogate(value[i])) return false;
            if (char.IsHighSurrogate(value[i]) && (++i == value.Length || !char.IsLowSurrogate(value[i]))) return false;
        }
        return true;
    }

    private static int SizeOf(string? value) => value is null ? 0 : Encoding.UTF8.GetByteCount(value);
}
