using System.Text;

namespace Gateway.Shared.Channels;

/// <summary>The rule for channel names: segments separated by dots, for example <c>orders.4711</c>.</summary>
public static class ChannelName
{
    /// <summary>The greatest length, in bytes of UTF-8.</summary>
    public const int MaxBytes = 200;

    /// <summary>
    /// True for 1 to 200 bytes of UTF-8, no empty segment, no control character (Unicode category Cc), no lone surrogate, and
    /// neither <c>*</c> nor <c>&gt;</c>, which are wildcards in patterns.
    /// </summary>
    public static bool IsValid(string? name) =>
        !string.IsNullOrEmpty(name)
        && name.Length <= MaxBytes
        && HasValidSegments(name)
        && HasValidCharacters(name);

    private static bool HasValidSegments(string name) =>
        name[0] != '.' && name[^1] != '.' && !name.Contains("..", StringComparison.Ordinal);

    private static bool HasValidCharacters(string name)
    {
        var bytes = 0;
        var rest = name.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) != System.Buffers.OperationStatus.Done) return false;
            if (Rune.IsControl(rune) || rune.Value is '*' or '>') return false;
            bytes += rune.Utf8SequenceLength;
            rest = rest[consumed..];
        }
        return bytes <= MaxBytes;
    }
}
