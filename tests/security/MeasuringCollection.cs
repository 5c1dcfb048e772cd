using Gateway.Tests.Kafka;

namespace Gateway.Tests.Security;

/// <summary>
/// The tests that count what the whole process does: its metrics, its memory, its spans. They run alone, one after the other, after all others.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuringCollection : ICollectionFixture<KafkaFixture>
{
    public const string Name = "Measuring";
}
