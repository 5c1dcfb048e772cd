using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Confluent.Kafka;

namespace Gateway.Shared.Events;

/// <summary>
/// The one rule for an attribute in a record's headers, whatever producer wrote it. It counts if it is text in UTF-8 that is not empty (CloudEvents 1.0, section 3.1);
/// anything else is as if it were not there. Of several headers with one name the last counts.
/// </summary>
public static class HeaderText
{
    // A timestamp is shorter, however many digits its second has.
    private const int MaxTimeLength = 64;

    /// <summary>The attribute in UTF-8; false if it does not count.</summary>
    public static bool TryGet(Headers headers, string name, [NotNullWhen(true)] out byte[]? value) =>
        headers.TryGetLastBytes(name, out value) && value is { Length: > 0 } && Utf8.IsValid(value);

    /// <summary>An attribute that is a timestamp (RFC 3339); false if it does not count.</summary>
    public static bool TryGetTime(Headers headers, string name, [NotNullWhen(true)] out byte[]? value)
    {
        Span<char> text = stackalloc char[MaxTimeLength];
        return headers.TryGetLastBytes(name, out value)
            && value is { Length: <= MaxTimeLength }
            && Ascii.ToUtf16(value, text, out var length) is System.Buffers.OperationStatus.Done
            && Rfc3339.IsValid(text[..length]);
    }
}
