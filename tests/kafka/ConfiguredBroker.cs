namespace Gateway.Tests.Kafka;

/// <summary>The Kafka that KAFKA_BOOTSTRAP_SERVERS names; it is somebody else's to start and to end.</summary>
internal sealed class ConfiguredBroker : RunningBroker
{
    internal const string Variable = "KAFKA_BOOTSTRAP_SERVERS";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private ConfiguredBroker(string bootstrapServers)
        : base(BrokerKind.Configured, bootstrapServers)
    {
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Who names a Kafka wants that one: when it does not answer the tests fail, they do not quietly run on another.
    internal static async Task<Attempt> TryAsync()
    {
        var servers = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(servers)) return Attempt.Refused($"{Variable} is not set");
        if (await BrokerAnswer.WithinAsync(servers, Limit)) return Attempt.Took(new ConfiguredBroker(servers));
        throw new InvalidOperationException($"{Variable}={servers}: no broker answered within {Limit.TotalSeconds} s.");
    }
}
