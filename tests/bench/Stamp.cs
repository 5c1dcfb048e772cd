using System.Buffers.Text;
using System.Runtime.CompilerServices;

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

    /// <summary>The length of the part that is looked for.</summary>
    public const int Bytes = 9 + TimeDigits + NumberDigits;

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
        var place = 0;
        return TryFind(message, ref place, out stamp);
    }

    /// <summary>
    /// The same, looking first where the last message had it: a client that reads a million messages a second searches none of them.
    /// </summary>
    public static bool TryFind(ReadOnlySpan<byte> message, ref int place, out Stamp stamp)
    {
        stamp = default;
        if (!IsAt(message, place))
        {
            place = Math.Max(0, message.IndexOf(Start));
            if (!IsAt(message, place)) return false;
        }
        var digits = message.Slice(place + Start.Length, TimeDigits + NumberDigits);
        stamp = new Stamp((long)Hexadecimal(digits[..TimeDigits]), (uint)Hexadecimal(digits[TimeDigits..]));
        return true;
    }

    private static bool IsAt(ReadOnlySpan<byte> message, int place) =>
        message.Length >= place + Start.Length + TimeDigits + NumberDigits && message.Slice(place, Start.Length).SequenceEqual(Start);

    // Of lower-case digits, as they were written. Utf8Parser takes several times as long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hexadecimal(ReadOnlySpan<byte> digits)
    {
        var value = 0ul;
        foreach (var digit in digits) value = (value << 4) | (uint)((digit & 0xF) + ((digit >> 6) * 9));
        return value;
    }
}
