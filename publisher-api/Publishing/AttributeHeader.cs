using System.Text;
using System.Text.Unicode;

namespace Gateway.PublisherApi.Publishing;

/// <summary>An attribute's value in an HTTP header (CloudEvents HTTP protocol binding 1.0.2, section 3.1.3.2).</summary>
internal static class AttributeHeader
{
    private const int EscapeLength = 3;

    /// <summary>Takes double quotes off, then percent-decodes once; null if that gives no UTF-8.</summary>
    public static string? Decode(string header)
    {
        if (!header.AsSpan().ContainsAny('%', '"')) return header;
        return DecodePercent(Unquote(header));
    }

    /// <summary>Percent-decodes once; null if that gives no UTF-8.</summary>
    public static string? DecodePercent(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var decoded = bytes.AsSpan(0, PercentDecode(bytes));
        return Utf8.IsValid(decoded) ? Encoding.UTF8.GetString(decoded) : null;
    }

    // A quoted-string of RFC 7230, section 3.2.6: senders of CloudEvents 0.3 still write it.
    private static string Unquote(string header)
    {
        if (header.Length < 2 || header[0] != '"' || header[^1] != '"') return header;
        var text = new StringBuilder(header.Length);
        for (var i = 1; i < header.Length - 1; i++)
        {
            if (header[i] == '\\' && i + 1 < header.Length - 1) i++;
            text.Append(header[i]);
        }
        return text.ToString();
    }

    // In place. A percent sign that starts no escape stands for itself: senders that do not encode write '100 %'.
    private static int PercentDecode(Span<byte> text)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var isEscape = text[i] == '%' && i + EscapeLength <= text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]);
            text[length++] = isEscape ? (byte)((HexValue(text[i + 1]) << 4) | HexValue(text[i + 2])) : text[i];
            if (isEscape) i += EscapeLength - 1;
        }
        return length;
    }

    private static int HexValue(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
