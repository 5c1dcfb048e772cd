using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Shared.Hosting;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>
/// Asks Kafka for the partitions and the id of a topic, one question at a time. On a client of its own, because Confluent.Kafka's admin client (2.16,
/// extractNodeList) destroys itself, without an answer, when it is told of a partition that has no replica in sync, as after a broker was lost for good; whoever
/// uses it then ends the process.
/// </summary>
public sealed class TopicDescriber : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // Longer than any answer takes, also from a broker that hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly WorkerThread _thread = new("topic_describer");

    // A consumer, because a producer that asks about a topic has it created; and what it owns survives the admin client.
    private readonly IConsumer<Ignore, Ignore> _client;
    private IAdminClient _admin;
    private volatile bool _isDisposed;

    public TopicDescriber(IOptions<KafkaOptions> kafka)
    {
        var config = new ConsumerConfig(kafka.Value.Admin()) { GroupId = "gateway", AllowAutoCreateTopics = false };
        _client = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler(ClientLog.Drop).SetErrorHandler(ClientLog.Drop).Build();
        _admin = NewAdmin();
    }

    /// <summary>How many partitions the topic has, and its id.</summary>
    /// <exception cref="KafkaException">Kafka could not be reached or refused, or a partition has no replica in sync.</exception>
    /// <exception cref="DescribeTopicsException">The topic is missing.</exception>
    public async Task<TopicDescription> DescribeAsync(string name)
    {
        await _turn.WaitAsync();
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            await _thread.RunAsync(() => RequireReplicas(name));
            var asking = _admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([name]), new() { RequestTimeout = Timeout });
            return (await asking.WaitAsync(Patience)).TopicDescriptions[0];
        }
        catch (TimeoutException)
        {
            // Between the two questions a partition has lost its last replica: this client must not be touched again.
            _admin = NewAdmin();
            throw new KafkaException(ErrorCode.Local_TimedOut);
        }
        finally
        {
            _turn.Release();
            if (_isDisposed) Free();
        }
    }

    /// <summary>Does not wait for a question that is under way: that one frees the client, under which it must not be torn away.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Free();
    }

    // Whoever gets the turn keeps it: nobody asks any more, and nobody frees twice.
    private void Free()
    {
        if (!_turn.Wait(0)) return;
        _thread.Dispose();
        _admin.Dispose();
        _client.Dispose();
    }

    private IAdminClient NewAdmin() => new DependentAdminClientBuilder(_client.Handle).Build();

    private void RequireReplicas(string name)
    {
        foreach (var topic in _admin.GetMetadata(name, Timeout).Topics)
            foreach (var partition in topic.Partitions)
                if (partition.InSyncReplicas.Length == 0)
                    throw new KafkaException(new Error(ErrorCode.LeaderNotAvailable, $"Partition {partition.PartitionId} of {name} has no replica in sync."));
    }
}
