using System.Text.Json.Serialization;

namespace Gateway.PublisherApi.Receipts;

/// <summary>A page of receipts.</summary>
/// <param name="Receipts">The receipts, by user and durable name.</param>
/// <param name="Next">Where the next page begins; null if this was the last.</param>
internal sealed record ReceiptReply(IReadOnlyList<Receipt> Receipts, string? Next);

/// <summary>How far a durable subscription of the channel has come.</summary>
/// <param name="User">Whose it is.</param>
/// <param name="Durable">Its name.</param>
/// <param name="Start">After which position it began.</param>
/// <param name="Position">Up to which position all is acknowledged.</param>
/// <param name="Acknowledged">When that was; null if nothing is acknowledged yet.</param>
/// <param name="Used">When its use was last noted.</param>
internal sealed record Receipt(string User, string Durable, string Start, string Position, DateTimeOffset? Acknowledged, DateTimeOffset Used);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReceiptReply))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
