using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Shared.Events;

/// <summary>
/// Which JSON (RFC 8259) an event may hold as its data: one text in UTF-8 without a byte order mark, nested at most <see cref="MaxDepth"/> deep, without
/// escapes that stand for half of a surrogate pair (section 8.2). The same name may stand twice in an object.
/// </summary>
public static class JsonData
{
    /// <summary>How deep arrays and objects may lie in each other.</summary>
    public const int MaxDepth = 256;

    /// <summary>How JSON that holds data is read: deep enough that data which is too deep is told as such.</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 4 * MaxDepth };

    private static readonly string TooDeep = $"The data is nested more than {MaxDepth} deep";

    /// <summary>What is wrong, with its place; null if nothing.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> data)
    {
        // Nearly all data is good and has no such escape: one pass by the reader alone.
        if (data.IndexOf("\\u"u8) < 0 && DataFormats.IsJson(data)) return null;
        if (data.IsEmpty) return "The data is declared as JSON but empty. For an event without data leave the content type out too.";
        if (!Utf8.IsValid(data)) return $"The data is declared as JSON but is not valid UTF-8: {PlaceOf(data, ValidLength(data))}.";
        var reader = new Utf8JsonReader(data, ReaderOptions);
        try
        {
            reader.Read();
            var fault = Pass(ref reader, data);
            // The reader throws if anything but white space follows.
            if (fault is null) reader.Read();
            return fault;
        }
        catch (JsonException failure)
        {
            return $"The data is declared as JSON but is not: {PlaceOf(failure)}.";
        }
    }

    /// <summary>Passes over the value on which the reader stands, to its end; returns what is wrong, null if nothing.</summary>
    /// <exception cref="JsonException">It is no JSON, or far deeper than is allowed.</exception>
    public static string? Pass(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        var depth = reader.CurrentDepth;
        while (true)
        {
            if (FaultOf(ref reader, depth) is { } fault) return $"{fault}: {PlaceOf(text, (int)reader.TokenStartIndex)}.";
            if (reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return null;
            reader.Read();
        }
    }

    /// <summary>Where the reader found a fault, for people: lines and bytes from 1.</summary>
    public static string PlaceOf(JsonException failure) => $"line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}";

    private static string? FaultOf(ref Utf8JsonReader reader, int depth)
    {
        if (reader.CurrentDepth - depth >= MaxDepth && reader.TokenType is (JsonTokenType.StartObject or JsonTokenType.StartArray)) return TooDeep;
        return reader.ValueIsEscaped && HasHalfSurrogate(reader.ValueSpan) ? "A string in the data holds half of a surrogate pair" : null;
    }

    private static bool HasHalfSurrogate(ReadOnlySpan<byte> escaped)
    {
        while (escaped.IndexOf((byte)'\\') is >= 0 and var start)
        {
            escaped = escaped[start..];
            if (escaped[1] != 'u')
            {
                escaped = escaped[2..];
                continue;
            }
            if (IsLow(escaped)) return true;
            var isPair = IsHigh(escaped) && escaped.Length >= 12 && escaped[6] == '\\' && escaped[7] == 'u' && IsLow(escaped[6..]);
            if (IsHigh(escaped) && !isPair) return true;
            escaped = escaped[(isPair ? 12 : 6)..];
        }
        return false;
    }

    // Of \ud83d the third byte is d, and the fourth tells the half.
    private static bool IsHigh(ReadOnlySpan<byte> escape) => (escape[2] | 0x20) == 'd' && "89abAB"u8.Contains(escape[3]);

    private static bool IsLow(ReadOnlySpan<byte> escape) => (escape[2] | 0x20) == 'd' && "cdefCDEF"u8.Contains(escape[3]);

    private static int ValidLength(ReadOnlySpan<byte> data)
    {
        var length = 0;
        while (Rune.DecodeFromUtf8(data[length..], out _, out var consumed) == OperationStatus.Done) length += consumed;
        return length;
    }

    private static string PlaceOf(ReadOnlySpan<byte> text, int index)
    {
        var before = text[..index];
        return $"line {before.Count((byte)'\n') + 1}, byte {index - before.LastIndexOf((byte)'\n')}";
    }
}
