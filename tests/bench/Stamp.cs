using System.Buffers.Text;

namespace Gateway.Bench;

/// <summary>
/// When and as which event of its channel data was sent, in a form that is found in any JSON around it by its first bytes:
/// <c>"stamp":"</c>, 16 digits of <see cref="System.Diagnostics.Stopwatch"/> ticks and 8 of the number, hexadecimal. The clock is the
/// machine's monotonic one, the same in every process.
/// </summary>
internal readonly record struct Stamp(long SentAt, uint Number)
{
    /// <summary>The least data that holds a stamp.</summary>
    public const int MinDataBytes = 64;

    private const int TimeDigits = 16;
    private const int NumberDigits = 8;

    private static ReadOnlySpan<byte> Start => "\"stamp\":\""u8;

    /// <summary>Data of the given size with this stamp.</summary>
    public byte[] ToData(int size)
    {
        var data = new byte[size];
        data.AsSpan().Fill((byte)'x');
        data[0] = (byte)'{';
        Start.CopyTo(data.AsSpan(1));
        var digits = data.AsSpan(1 + Start.Length);
        Utf8Formatter.TryFormat(SentAt, digits, out _, new('x', TimeDigits));
        Utf8Formatter.TryFormat(Number, digits[TimeDigits..], out _, new('x', NumberDigits));
        "\",\"fill\":\""u8.CopyTo(digits[(TimeDigits + NumberDigits)..]);
        "\"}"u8.CopyTo(data.AsSpan(size - 2));
        return data;
    }

    /// <summary>Finds the stamp in a message; false if it has none.</summary>
    public static bool TryFind(ReadOnlySpan<byte> message, out Stamp stamp)
    {
        stamp = default;
        var start = message.IndexOf(Start);
        if (start < 0 || message.Length < start + Start.Length + TimeDigits + NumberDigits) return false;
        var digits = message[(start + Start.Length)..];
        if (!Utf8Parser.TryParse(digits[..TimeDigits], out long sentAt, out _, 'x')) return false;
        if (!Utf8Parser.TryParse(digits.Slice(TimeDigits, NumberDigits), out uint number, out _, 'x')) return false;
        stamp = new Stamp(sentAt, number);
        return true;
    }
}
