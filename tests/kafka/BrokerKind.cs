namespace Gateway.Tests.Kafka;

/// <summary>Where the Kafka of the tests comes from, in the order in which the fixture tries them.</summary>
public enum BrokerKind
{
    /// <summary>The one that KAFKA_BOOTSTRAP_SERVERS names.</summary>
    Configured,

    /// <summary>A container of this run.</summary>
    Docker,

    /// <summary>A broker of this run, from the Apache Kafka in KAFKA_HOME.</summary>
    KafkaHome,

    /// <summary>librdkafka's mock cluster in this process: not a real Kafka.</summary>
    Mock,
}
