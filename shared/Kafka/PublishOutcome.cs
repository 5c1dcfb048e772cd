using Gateway.Shared.Errors;
using Gateway.Shared.Positions;

namespace Gateway.Shared.Kafka;

/// <summary>What became of a publish: a position once all in-sync replicas have the event, or the code that refuses it.</summary>
/// <param name="Position">Where the event lies.</param>
/// <param name="Refusal">Why it is not there; null if it is.</param>
/// <param name="IsRepeat">Whether it was there already: its publisher had sent it before.</param>
public readonly record struct PublishOutcome(Position Position, Code? Refusal, bool IsRepeat = false);
