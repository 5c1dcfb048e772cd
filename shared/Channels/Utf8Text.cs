using System.Buffers;
using System.Text;

namespace Gateway.Shared.Channels;

/// <summary>The rule that all names have in common.</summary>
internal static class Utf8Text
{
    /// <summary>Whether all of it is printable ASCII, as most names and attributes are: then a character is a byte, and none is a control.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');

    /// <summary>True for at most <paramref name="maxBytes"/> bytes of UTF-8 without control character, lone surrogate or a character of <paramref name="except"/>.</summary>
    public static bool IsTextOf(ReadOnlySpan<char> text, int maxBytes, ReadOnlySpan<char> except = default)
    {
        if (text.Length > maxBytes || text.ContainsAny(except)) return false;
        if (IsPlain(text)) return true;
        var bytes = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var consumed) != OperationStatus.Done || Rune.IsControl(rune)) return false;
            bytes += rune.Utf8SequenceLength;
            text = text[consumed..];
        }
        return bytes <= maxBytes;
    }
}
