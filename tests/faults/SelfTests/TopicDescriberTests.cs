using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Shared.Kafka;
using Gateway.Tests.Faults.Cluster;
using Gateway.Tests.Kafka;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Faults.SelfTests;

/// <summary>What the harness found: services ended, because Confluent.Kafka does when it describes a topic that has lost its last replica.</summary>
public sealed class TopicDescriberTests
{
    private const string Topic = "frail";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    [SkippableFact]
    public async Task Describe_WhileAPartitionHasNoReplica_IsRefusedAndGoesOnWhenItIsBack()
    {
        var home = KafkaHome.Find(out var refusal);
        Skip.If(home is null, $"Needs a real Kafka of its own: {refusal}");
        var directory = Directory.CreateTempSubdirectory("gateway-faults-").FullName;
        await using var kafka = new KafkaCluster(home, directory, []);
        await kafka.StartAsync();
        using var describer = new TopicDescriber(Options.Create(new KafkaOptions { BootstrapServers = kafka.Direct }));
        // More than once: asking must not have it created.
        for (var times = 0; times < 3; times++) await Assert.ThrowsAsync<DescribeTopicsException>(() => describer.DescribeAsync(Topic));
        await CreateTopicOnSecondBrokerAsync(kafka.Direct);
        // The answer that is told of it is the one that counts: the next question may reach a broker that does not know the topic yet.
        TopicDescription? described = null;
        await UntilAsync(async () => await RefusalAsync(async () => described = await describer.DescribeAsync(Topic)) is ErrorCode.NoError);
        Assert.Single(described!.Partitions);

        await kafka.Nodes[1].KillAsync();
        await UntilAsync(async () => await RefusalAsync(() => describer.DescribeAsync(Topic)) is ErrorCode.LeaderNotAvailable);
        await kafka.Nodes[1].StartAsync();
        await UntilAsync(async () => await RefusalAsync(() => describer.DescribeAsync(Topic)) is ErrorCode.NoError);
        Directory.Delete(directory, recursive: true);
    }

    private static async Task CreateTopicOnSecondBrokerAsync(string servers)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification
        {
            Name = Topic,
            NumPartitions = 1,
            ReplicasAssignments = new() { [0] = [2] },
            Configs = new() { ["min.insync.replicas"] = "1" },
        }]);
    }

    private static async Task<ErrorCode> RefusalAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            return ErrorCode.NoError;
        }
        catch (KafkaException refused)
        {
            return refused.Error.Code;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        using var deadline = new CancellationTokenSource(Limit);
        while (!await reached()) await Task.Delay(AskAgain, deadline.Token);
    }
}
