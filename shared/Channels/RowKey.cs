using System.Text;

namespace Gateway.Shared.Channels;

/// <summary>
/// Names a row of a table channel, for example <c>AAPL</c>. In the compacted topic the record key is channel, U+001F, row key, so
/// that Kafka keeps the newest record of each row.
/// </summary>
public static class RowKey
{
    /// <summary>The greatest length, in bytes of UTF-8.</summary>
    public const int MaxBytes = 200;

    // Neither channels nor row keys may hold it.
    private const byte Separator = 0x1f;

    /// <summary>True for 1 to 200 bytes of UTF-8 without control character (Unicode category Cc) or lone surrogate.</summary>
    public static bool IsValid(string? key) => !string.IsNullOrEmpty(key) && Utf8Text.IsTextOf(key, MaxBytes);

    /// <summary>The key of the row's records.</summary>
    public static byte[] RecordKey(string channel, string key)
    {
        var channelBytes = Encoding.UTF8.GetByteCount(channel);
        var record = new byte[channelBytes + 1 + Encoding.UTF8.GetByteCount(key)];
        Encoding.UTF8.GetBytes(channel, record);
        record[channelBytes] = Separator;
        Encoding.UTF8.GetBytes(key, record.AsSpan(channelBytes + 1));
        return record;
    }

    /// <summary>How many bytes of a record key are the channel's; the row key begins after one more. -1 if it is no row's.</summary>
    public static int ChannelLength(ReadOnlySpan<byte> recordKey) => recordKey.IndexOf(Separator);
}
