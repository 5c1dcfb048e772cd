using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Gateway.Shared.Positions;

/// <summary>
/// Where an event lies in its channel. Clients get it as text (<c>5f3a0c11.3.1041</c>: epoch in hex, partition, offset), keep it
/// and give it back; it is opaque to them and good on every node.
/// </summary>
/// <param name="Epoch">Tells one incarnation of the topic from another: a hash of Kafka's topic id, 0 if the broker has none.</param>
/// <param name="Partition">The Kafka partition, from 0.</param>
/// <param name="Offset">The Kafka offset of the last event seen; -1 before the first.</param>
public readonly record struct Position(uint Epoch, int Partition, long Offset)
{
    /// <summary>The greatest length of the text form, in ASCII characters.</summary>
    public const int MaxLength = 8 + 1 + 10 + 1 + 20;

    /// <summary>Writes the text form; <paramref name="destination"/> has at least <see cref="MaxLength"/> bytes.</summary>
    public int Format(Span<byte> destination)
    {
        Utf8Formatter.TryFormat(Epoch, destination, out var written, new System.Buffers.StandardFormat('x', 8));
        destination[written++] = (byte)'.';
        Utf8Formatter.TryFormat(Partition, destination[written..], out var length);
        written += length;
        destination[written++] = (byte)'.';
        Utf8Formatter.TryFormat(Offset, destination[written..], out length);
        return written + length;
    }

    /// <summary>Reads the text form exactly as <see cref="ToString"/> writes it; anything else is false.</summary>
    public static bool TryParse(string? text, out Position position)
    {
        position = default;
        var parts = text is { Length: <= MaxLength } ? text.Split('.') : [];
        if (parts.Length != 3) return false;
        if (!uint.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var epoch)) return false;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)) return false;
        if (!long.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset) || offset < -1) return false;
        position = new Position(epoch, partition, offset);
        return position.ToString() == text;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..Format(text)]);
    }
}
