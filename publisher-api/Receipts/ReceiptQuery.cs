using System.Buffers.Text;
using System.Globalization;
using Gateway.PublisherApi.Access;
using Gateway.Shared.Cursors;
using Gateway.Shared.Errors;
using Gateway.Shared.Positions;

namespace Gateway.PublisherApi.Receipts;

/// <summary>Which receipts are asked for.</summary>
/// <param name="App">The app.</param>
/// <param name="Channel">The channel.</param>
/// <param name="User">Of this user only; null: of all.</param>
/// <param name="Position">Only of those who have the event of this position; null: of all.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="From">From this one on; null: from the first.</param>
internal sealed record ReceiptQuery(string App, string Channel, string? User, Position? Position, int Limit, CursorKey? From)
{
    /// <summary>The greatest limit.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The names of the parameters.</summary>
    public static readonly QueryNames Names = new("user", "position", "limit", "next");

    private const int DefaultLimit = 100;

    /// <summary>Reads the parameters <c>user</c>, <c>position</c>, <c>limit</c> and <c>next</c>; or the code of what is wrong.</summary>
    public static (ReceiptQuery? Query, Code? Refusal) Read(IQueryCollection parameters, string app, string channel, PartitionId partition)
    {
        if (!TryLimit(parameters["limit"], out var limit)) return (null, Codes.CountInvalid);
        if (!TryPosition(parameters["position"], partition, out var position)) return (null, Codes.PositionInvalid);
        var next = (string?)parameters["next"];
        var from = next is null ? null : Decode(next);
        if (next is not null && (from is null || from.App != app || from.Channel != channel)) return (null, Codes.PageInvalid);
        return (new ReceiptQuery(app, channel, parameters["user"], position, limit, from), null);
    }

    /// <summary>What <c>next</c> is for a page that begins with this one.</summary>
    public static string Encode(CursorKey from) => Base64Url.EncodeToString(from.ToJson());

    private static CursorKey? Decode(string next) => Base64Url.IsValid(next) ? CursorKey.From(Base64Url.DecodeFromChars(next)) : null;

    private static bool TryLimit(string? text, out int limit)
    {
        limit = DefaultLimit;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit);
    }

    private static bool TryPosition(string? text, PartitionId partition, out Position? position)
    {
        position = null;
        if (text is null) return true;
        if (!Shared.Positions.Position.TryParse(text, out var read) || read.Epoch != partition.Epoch || read.Partition != partition.Partition) return false;
        position = read;
        return true;
    }
}
