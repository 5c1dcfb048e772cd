using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace Gateway.Standalone.Broker;

/// <summary>
/// A Kafka cluster inside this process, on free ports of 127.0.0.1; other processes may connect too. It keeps records in memory only:
/// the newest 5 MiB or 100,000 batches of each partition. It knows no CreateTopics request, no compaction and no retention by time,
/// and gives every topic that a client creates by using it 4 partitions: use <see cref="CreateTopic"/> for any other number.
/// </summary>
public sealed class EmbeddedBroker : IDisposable
{
    /// <summary>Where a fault is for every broker of the cluster.</summary>
    public const int AllBrokers = -1;

    private const int Producer = 0;
    private readonly Lock _gate = new();
    private readonly int _replicationFactor;
    private nint _client;
    private nint _cluster;

    private EmbeddedBroker(nint client, nint cluster, int brokers)
    {
        (_client, _cluster, _replicationFactor) = (client, cluster, Math.Min(brokers, 3));
        // Without a controller clients log that there is none; without the delay a group's first assignment takes 3 s.
        LibrdkafkaMock.SetController(cluster, 1);
        LibrdkafkaMock.SetInitialRebalanceDelay(cluster, 0);
        BootstrapServers = Marshal.PtrToStringUTF8(LibrdkafkaMock.BootstrapServers(cluster))!;
    }

    /// <summary>The addresses of the brokers, for <c>bootstrap.servers</c>.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts a cluster; its brokers have the ids 1 to <paramref name="brokers"/>.</summary>
    public static EmbeddedBroker Start(int brokers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brokers, 1);
        var client = NewClient();
        var cluster = LibrdkafkaMock.NewCluster(client, brokers);
        if (cluster != 0) return new EmbeddedBroker(client, cluster, brokers);
        LibrdkafkaMock.DestroyClient(client);
        throw new InvalidOperationException("librdkafka could not start its mock cluster: no port of 127.0.0.1 could be had.");
    }

    /// <summary>Creates an empty topic.</summary>
    public void CreateTopic(string name, int partitions) =>
        Ask(handle => LibrdkafkaMock.CreateTopic(handle, name, partitions, _replicationFactor));

    /// <summary>Deletes a topic with its records; created again it starts at offset 0.</summary>
    public void DeleteTopic(string name) => Ask(handle => LibrdkafkaMock.DeleteTopic(handle, name));

    /// <summary>Moves the low watermark of a partition up, as retention does.</summary>
    public void DeleteRecords(string topic, int partition, long before) =>
        Ask(handle => LibrdkafkaMock.DeleteRecords(handle, topic, partition, before));

    /// <summary>Disconnects the clients of a broker and refuses new ones. Leaders stay where they are.</summary>
    public void SetDown(int broker = AllBrokers) => Ask(handle => LibrdkafkaMock.SetDown(handle, broker));

    /// <summary>Lets clients connect to a broker again.</summary>
    public void SetUp(int broker = AllBrokers) => Ask(handle => LibrdkafkaMock.SetUp(handle, broker));

    /// <summary>Delays every answer of a broker; zero ends the delay.</summary>
    public void SetRoundTrip(TimeSpan delay, int broker = AllBrokers) =>
        Ask(handle => LibrdkafkaMock.SetRoundTrip(handle, broker, (int)delay.TotalMilliseconds));

    /// <summary>
    /// Answers the next requests of one kind (the API key of Kafka's protocol: 0 produce, 1 fetch) with these errors, one each;
    /// <see cref="ErrorCode.Local_Transport"/> disconnects the client instead.
    /// </summary>
    public void FailRequests(short apiKey, params ErrorCode[] errors) =>
        Ask(handle =>
        {
            LibrdkafkaMock.FailRequests(handle, apiKey, (nuint)errors.Length, Array.ConvertAll(errors, error => (int)error));
            return (int)ErrorCode.NoError;
        });

    /// <summary>Ends the cluster and its threads; its records are gone.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_cluster == 0) return;
            LibrdkafkaMock.DestroyCluster(_cluster);
            LibrdkafkaMock.DestroyClient(_client);
            (_client, _cluster) = (0, 0);
        }
    }

    // The cluster needs a client to live in. Nothing uses it, so it has no servers, and the warning about that would only mislead.
    private static nint NewClient()
    {
        var error = new byte[512];
        var configuration = LibrdkafkaMock.NewConfiguration();
        // Its lines would go to stderr as they are; what clients see of it goes to the log.
        _ = LibrdkafkaMock.Configure(configuration, "log_level", "0", ref error[0], (nuint)error.Length);
        var client = LibrdkafkaMock.NewClient(Producer, configuration, ref error[0], (nuint)error.Length);
        if (client != 0) return client;
        LibrdkafkaMock.DestroyConfiguration(configuration);
        throw new InvalidOperationException($"librdkafka could not start: {Encoding.UTF8.GetString(error).TrimEnd('\0')}.");
    }

    // Under the lock, because a handle that Dispose has freed must not reach native code.
    private void Ask(Func<nint, int> request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_cluster == 0, this);
            var code = (ErrorCode)request(_cluster);
            if (code != ErrorCode.NoError) throw new KafkaException(code);
        }
    }
}
