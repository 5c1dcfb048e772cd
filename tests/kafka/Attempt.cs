namespace Gateway.Tests.Kafka;

/// <summary>What one source of a Kafka came to: a broker, or why there is none and the next source is to be tried.</summary>
internal readonly record struct Attempt(RunningBroker? Broker, string? Refusal)
{
    internal static Attempt Took(RunningBroker broker) => new(broker, null);

    internal static Attempt Refused(string reason) => new(null, reason);
}
