namespace Gateway.Tests.Faults.Faults;

/// <summary>What is done to the cluster or to its clients.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of a broker, which is started again.</summary>
    KillBroker,

    /// <summary>SIGSTOP of a broker, then SIGCONT.</summary>
    PauseBroker,

    /// <summary>The other brokers cannot reach a broker.</summary>
    CutBroker,

    /// <summary>kill -9 of all brokers.</summary>
    KillKafka,

    /// <summary>No gateway and no publisher can reach any broker.</summary>
    CutKafka,

    /// <summary>kill -9 of a gateway node, which is started again.</summary>
    KillGateway,

    /// <summary>SIGSTOP of a gateway node, then SIGCONT.</summary>
    PauseGateway,

    /// <summary>SIGTERM of a gateway node, which is started again when it has ended.</summary>
    DrainGateway,

    /// <summary>kill -9 of a publisher node, which is started again.</summary>
    KillPublisher,

    /// <summary>SIGSTOP of a publisher node, then SIGCONT.</summary>
    PausePublisher,

    /// <summary>A gateway node cannot reach one broker.</summary>
    CutGatewayFromBroker,

    /// <summary>A gateway node cannot reach Kafka.</summary>
    CutGatewayFromKafka,

    /// <summary>A publisher node cannot reach one broker.</summary>
    CutPublisherFromBroker,

    /// <summary>Clients cannot reach a gateway node.</summary>
    CutClients,

    /// <summary>Those who publish cannot reach a publisher node.</summary>
    CutWriters,

    /// <summary>All clients of a gateway node lose their connection at once.</summary>
    RetryStorm,

    /// <summary>Some clients end their connection without a word.</summary>
    DropClients,

    /// <summary>Some clients read nothing for a while.</summary>
    StallClients,

    /// <summary>Some clients come back by a slow link.</summary>
    SlowClients,
}
