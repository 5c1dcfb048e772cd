using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Gateway.PublisherApi.Access;
using Gateway.Shared.Channels;
using Gateway.Shared.Errors;

namespace Gateway.PublisherApi.Rows;

/// <summary>Which rows of a table are asked for, in bytes of UTF-8.</summary>
/// <param name="Channel">The table channel.</param>
/// <param name="Key">This row only; null: all.</param>
/// <param name="Prefix">Only rows whose key begins with it; empty: all.</param>
/// <param name="From">From this key on; empty: from the first.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record RowQuery(byte[] Channel, byte[]? Key, byte[] Prefix, byte[] From, int Limit)
{
    /// <summary>The greatest limit.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The names of the parameters.</summary>
    public static readonly QueryNames Names = new("prefix", "limit", "next");

    private const int DefaultLimit = 100;

    /// <summary>Asks for one row.</summary>
    public static RowQuery Of(string channel, string key) => new(Encoding.UTF8.GetBytes(channel), Encoding.UTF8.GetBytes(key), [], [], 1);

    /// <summary>Reads <c>prefix</c>, <c>limit</c> and <c>next</c>; or the code of what is wrong, and more about it.</summary>
    public static (RowQuery? Query, Code? Refusal, string? Detail) Read(IQueryCollection parameters, string channel)
    {
        var limit = DefaultLimit;
        if ((string?)parameters["limit"] is { } count && !(int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit))
            return (null, Codes.CountInvalid, $"'limit' is from 1 to {MaxLimit}.");
        var prefix = (string?)parameters["prefix"] ?? "";
        if (prefix.Length > 0 && !RowKey.IsValid(prefix)) return (null, Codes.RowKeyInvalid, "'prefix' is not the beginning of a row's key.");
        var next = (string?)parameters["next"];
        if (next is not null && !Base64Url.IsValid(next)) return (null, Codes.PageInvalid, null);
        return (new(Encoding.UTF8.GetBytes(channel), null, Encoding.UTF8.GetBytes(prefix), next is null ? [] : Base64Url.DecodeFromChars(next), limit), null, null);
    }

    /// <summary>Whether a record's key is that of a row that is asked for; then <paramref name="row"/> is the row's key.</summary>
    public bool Matches(ReadOnlySpan<byte> recordKey, out ReadOnlySpan<byte> row)
    {
        row = default;
        var channel = RowKey.ChannelLength(recordKey);
        if (channel < 0 || !recordKey[..channel].SequenceEqual(Channel)) return false;
        row = recordKey[(channel + 1)..];
        return Key is null ? row.StartsWith(Prefix) && row.SequenceCompareTo(From) >= 0 : row.SequenceEqual(Key);
    }
}
