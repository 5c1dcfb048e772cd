using Gateway.Shared.Errors;
using Gateway.Shared.Positions;

namespace Gateway.Shared.Kafka;

/// <summary>What became of a publish: a position once all in-sync replicas have the event, or the code that refuses it.</summary>
public readonly record struct PublishOutcome(Position Position, Code? Refusal);
