using System.Text.Json.Serialization;

namespace Gateway.PublisherApi.Publishing;

/// <summary>The answer to a publish, once Kafka has the event.</summary>
/// <param name="Id">The event's id: the publisher's own, or the one it was given.</param>
/// <param name="Channel">The channel that it is in.</param>
/// <param name="Position">Where it lies in the channel; a subscription from here receives what comes after it.</param>
/// <param name="Repeated">Whether it was there already, as its publisher had sent it before; left out if it was not.</param>
/// <param name="Key">The row that it is the state of; left out on a stream channel.</param>
internal sealed record PublishReply(string Id, string Channel, string Position, bool Repeated, string? Key);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PublishReply))]
internal sealed partial class PublishJson : JsonSerializerContext;
