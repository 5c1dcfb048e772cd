using System.Text;
using Confluent.Kafka;
using Gateway.Tests.Faults.Cluster;

namespace Gateway.Tests.Faults.Checking;

/// <summary>What lies in Kafka, read by a plain consumer straight from the brokers.</summary>
internal sealed class WholeLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ChannelLog None = new(-1);
    private readonly Dictionary<(string App, string Channel), ChannelLog> _channels = [];

    public IEnumerable<ChannelLog> Channels => _channels.Values;

    /// <summary>The channel's log; an empty one if nothing was ever written.</summary>
    public ChannelLog Of(string app, string channel) => _channels.GetValueOrDefault((app, channel), None);

    /// <summary>Reads all topics from their beginning to their end. Blocks.</summary>
    /// <exception cref="TimeoutException">Kafka gives nothing more although the end is not reached.</exception>
    public static WholeLog Read(string bootstrapServers, RunClock clock)
    {
        var log = new WholeLog();
        var config = new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "checker", EnableAutoCommit = false, EnablePartitionEof = true };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        foreach (var app in Site.Apps) log.ReadTopic(consumer, app, clock);
        return log;
    }

    private void ReadTopic(IConsumer<byte[], byte[]> consumer, string app, RunClock clock)
    {
        var topic = Site.TopicOf(app);
        var partitions = Enumerable.Range(0, Site.Partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)).ToList();
        consumer.Assign(partitions);
        for (var left = partitions.Count; left > 0;)
        {
            var record = consumer.Consume(Patience) ?? throw new TimeoutException($"{topic} could not be read to its end.");
            if (record.IsPartitionEOF) left--;
            else Add(app, record, clock);
        }
        consumer.Unassign();
    }

    private void Add(string app, ConsumeResult<byte[], byte[]> record, RunClock clock)
    {
        var channel = Encoding.UTF8.GetString(record.Message.Key);
        if (!_channels.TryGetValue((app, channel), out var log)) _channels.Add((app, channel), log = new ChannelLog(record.Partition.Value));
        var (id, source) = (Header(record, "ce_id"), Header(record, "ce_source"));
        log.Add(new(
            record.Offset.Value,
            ChannelLog.EventName(source, id),
            Fingerprint.Of(id, source, record.Message.Value),
            clock.Of(record.Message.Timestamp.UnixTimestampMs)));
    }

    private static string Header(ConsumeResult<byte[], byte[]> record, string name) => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));
}
