using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Shared.Hosting;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>Asks Kafka about topics and creates them.</summary>
public sealed class TopicAdmin(TopicDescriber describer, IOptions<KafkaOptions> kafka, IOptions<TopicOptions> topics) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly WorkerThread _thread = new("topic_admin");
    private readonly IAdminClient _admin = new AdminClientBuilder(kafka.Value.Admin()).SetLogHandler(ClientLog.Drop).SetErrorHandler(ClientLog.Drop).Build();

    /// <summary>The topic; null if it is missing and may not be, or was only just, created.</summary>
    /// <exception cref="KafkaException">Kafka could not be reached or refused.</exception>
    public async Task<Topic?> FindOrCreateAsync(TopicSpecification plan)
    {
        try
        {
            return await DescribeOrCreateAsync(plan);
        }
        catch (KafkaException old) when (old.Error.Code is ErrorCode.Local_UnsupportedFeature)
        {
            return await FromMetadataAsync(plan.Name);
        }
    }

    /// <summary>The topic as it is now; null if it is missing.</summary>
    /// <exception cref="KafkaException">Kafka could not be reached or refused.</exception>
    public async Task<Topic?> FindAsync(string name)
    {
        try
        {
            return await DescribeAsync(name);
        }
        catch (DescribeTopicsException missing) when (IsMissing(missing))
        {
            return null;
        }
    }

    public void Dispose()
    {
        _thread.Dispose();
        _admin.Dispose();
    }

    private async Task<Topic?> DescribeOrCreateAsync(TopicSpecification plan)
    {
        try
        {
            return await DescribeAsync(plan.Name);
        }
        catch (DescribeTopicsException missing) when (IsMissing(missing))
        {
            if (topics.Value.Create) await CreateAsync(plan);
            // Another broker than the one that created it may not know it yet.
            return topics.Value.Create ? await FindAsync(plan.Name) : null;
        }
    }

    private async Task<Topic?> DescribeAsync(string name)
    {
        var topic = await describer.DescribeAsync(name);
        return new Topic(name, topic.Partitions.Count, EpochOf(topic.TopicId));
    }

    private async Task CreateAsync(TopicSpecification plan)
    {
        try
        {
            await _admin.CreateTopicsAsync([plan], new() { RequestTimeout = Timeout });
        }
        catch (CreateTopicsException raced) when (raced.Results.TrueForAll(result => result.Error.Code is ErrorCode.TopicAlreadyExists))
        {
            // Another node was faster: that is as good.
        }
    }

    // A broker without CreateTopics (librdkafka's mock cluster) still tells its partitions, and creates a topic that is asked for.
    private Task<Topic?> FromMetadataAsync(string name) => _thread.RunAsync(() =>
    {
        var topic = _admin.GetMetadata(name, Timeout).Topics[0];
        return topic.Error.IsError || topic.Partitions.Count == 0 ? null : new Topic(name, topic.Partitions.Count, Epoch: 0);
    });

    private static bool IsMissing(DescribeTopicsException failure) =>
        failure.Results.TopicDescriptions.TrueForAll(topic => topic.Error.Code is ErrorCode.UnknownTopicOrPart);

    private static uint EpochOf(Uuid topicId)
    {
        var mixed = (ulong)((long)topicId.MostSignificantBits ^ (long)topicId.LeastSignificantBits);
        return (uint)(mixed ^ (mixed >> 32));
    }
}
