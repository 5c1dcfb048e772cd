using System.Text;
using Confluent.Kafka;
using Gateway.Shared.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>
/// Keeps in Kafka over how many partitions the channels of each topic are placed, so that partitions added later move no channel, on
/// no node, whenever it was started. Of the records about one topic and epoch the first counts: whoever writes second learns it.
/// </summary>
internal sealed class PlacementLog(
    RecordProducer producer, TopicAdmin admin, IOptions<KafkaOptions> kafka, IOptions<TopicOptions> topics, TimeProvider time, ILogger<PlacementLog> log)
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(100);

    // All that is known; what was recorded once does not change.
    private readonly Dictionary<(string Topic, string Epoch), int> _placed = [];

    /// <summary>
    /// The topic with the number of partitions that is recorded for it, which is the present one if there is no record yet; null if
    /// the placements topic is missing. By one caller at a time.
    /// </summary>
    /// <exception cref="KafkaException">Kafka could not be reached or refused.</exception>
    public async Task<Topic?> PlaceAsync(Topic found)
    {
        var present = Placement.Of(found);
        if (Find(present) is { } known) return found with { Partitions = known };
        if (await admin.FindOrCreateAsync(TopicPlans.Placements(topics.Value)) is null) return null;
        await DedicatedThread.RunAsync(Read);
        if (Find(present) is null)
        {
            await WriteAsync(present);
            await DedicatedThread.RunAsync(Read);
        }
        return found with { Partitions = Find(present) ?? throw new KafkaException(ErrorCode.Local_Inconsistent) };
    }

    private int? Find(Placement present) => _placed.TryGetValue((present.Topic, present.Epoch), out var partitions) ? partitions : null;

    private async Task WriteAsync(Placement present)
    {
        var report = await producer.SendAsync(topics.Value.Placements, 0, new() { Key = Encoding.UTF8.GetBytes(present.Topic), Value = present.ToJson() });
        if (report.Error.IsError) throw new KafkaException(report.Error);
    }

    // From the beginning to the end; a few records for each topic that there ever was.
    private void Read()
    {
        var client = new ClientLog("placements consumer", log, time);
        using var consumer = new ConsumerBuilder<byte[], byte[]?>(kafka.Value.ReplayConsumer()).SetLogHandler((_, message) => client.Write(message)).Build();
        consumer.Assign(new TopicPartitionOffset(topics.Value.Placements, 0, Offset.Beginning));
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < ReadTimeout)
        {
            if (consumer.Consume(PollTimeout) is not { } record) continue;
            if (record.IsPartitionEOF) return;
            if (Placement.From(record.Message.Value) is { } placement) _placed.TryAdd((placement.Topic, placement.Epoch), placement.Partitions);
        }
        throw new KafkaException(ErrorCode.Local_TimedOut);
    }
}
