using System.Text.Json.Serialization;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;
using Gateway.Shared.Kafka;

namespace Gateway.PublisherApi.Publishing;

/// <summary>The answer to a publish, once Kafka has the event.</summary>
/// <param name="Id">The event's id: the publisher's own, or the one it was given.</param>
/// <param name="Channel">The channel that it is in.</param>
/// <param name="Position">Where it lies in the channel; a subscription from here receives what comes after it.</param>
/// <param name="Repeated">Whether it was there already, as its publisher had sent it before; left out if it was not.</param>
/// <param name="Key">The row that it is the state of; left out on a stream channel.</param>
/// <param name="Error">In a batch: why it is not there.</param>
internal sealed record PublishReply(string Id, string Channel, string? Position, bool Repeated, string? Key, ErrorReply? Error = null)
{
    /// <summary>The answer about an event.</summary>
    public static PublishReply Of(Event published, PublishOutcome outcome) => outcome.Refusal is { } refusal
        ? new(published.Id, published.Channel, null, false, published.RowKey, ErrorReply.Of(refusal))
        : new(published.Id, published.Channel, outcome.Position.ToString(), outcome.IsRepeat, published.RowKey);
}

/// <summary>The answer to a batch that Kafka has.</summary>
/// <param name="Events">What became of each event, in the order of the batch.</param>
internal sealed record BatchReply(IReadOnlyList<PublishReply> Events);

/// <summary>Why an event of a batch cannot be published.</summary>
/// <param name="Index">Which one, from 0.</param>
/// <param name="Error">What is wrong with it.</param>
internal sealed record EventFault([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int Index, ErrorReply Error);

/// <summary>A refusal, as docs/protocol.md has it.</summary>
internal sealed record ErrorReply(int Code, string Name, string Message, string Retry)
{
    /// <summary>The refusal; <paramref name="detail"/> says more about this case.</summary>
    public static ErrorReply Of(Code code, string? detail = null) => new(code.Number, code.Name, code.MessageOf(detail), code.RetryName);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PublishReply))]
[JsonSerializable(typeof(BatchReply))]
[JsonSerializable(typeof(IReadOnlyList<PublishReply>))]
[JsonSerializable(typeof(IReadOnlyList<EventFault>))]
internal sealed partial class PublishJson : JsonSerializerContext;
