using Gateway.Tests.Kafka;

namespace Gateway.Tests.Security;

/// <summary>The tests that share one Kafka.</summary>
[CollectionDefinition(Name)]
public sealed class KafkaCollection : ICollectionFixture<KafkaFixture>
{
    public const string Name = "Kafka";
}
