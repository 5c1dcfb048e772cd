using System.Text;
using Confluent.Kafka;
using Gateway.Shared.Hosting;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>
/// Keeps in Kafka over how many partitions the channels of each topic are placed, so that partitions added later move no channel, on
/// no node, whenever it was started. Of the records about one topic and epoch the first counts: whoever writes second learns it.
/// </summary>
internal sealed class PlacementLog(
    RecordProducer producer, TopicAdmin admin, IOptions<KafkaOptions> kafka, IOptions<TopicOptions> topics, TimeProvider time, ILogger<LogConsumer> log) : IDisposable
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(100);

    // All that is known; what was recorded once does not change.
    private readonly Dictionary<(string Topic, string Epoch), int> _placed = [];

    // It alone touches the consumer.
    private readonly WorkerThread _thread = new("placements");

    // Its first answer takes a while: kept as long as there are topics to be placed.
    private LogConsumer? _consumer;
    private Task? _connecting;
    private long _next;

    private PartitionId Log => new(topics.Value.Placements, 0, Epoch: 0);

    /// <summary>Connects while topics are still being looked for, once. By the same caller, before the first call of <see cref="PlaceAsync"/>.</summary>
    public void Connect() => _connecting ??= _thread.RunAsync(() =>
    {
        try
        {
            (_consumer ??= Begin()).RangeOf(Log);
        }
        catch (KafkaException)
        {
            // It is asked again, and then told.
        }
    });

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
        await _thread.RunAsync(Read);
        if (Find(present) is null)
        {
            await WriteAsync(present);
            await _thread.RunAsync(Read);
        }
        return found with { Partitions = Find(present) ?? throw new KafkaException(ErrorCode.Local_Inconsistent) };
    }

    /// <summary>Reads no longer, until a topic is to be placed that is not known yet. By the same caller.</summary>
    public void Rest() => _ = _thread.RunAsync(Disconnect);

    // Not under a question that is still being asked.
    public void Dispose()
    {
        Rest();
        _thread.Dispose();
    }

    private void Disconnect()
    {
        _consumer?.Dispose();
        _consumer = null;
    }

    private int? Find(Placement present) => _placed.TryGetValue((present.Topic, present.Epoch), out var partitions) ? partitions : null;

    private async Task WriteAsync(Placement present)
    {
        var report = await producer.SendAsync(topics.Value.Placements, 0, new() { Key = Encoding.UTF8.GetBytes(present.Topic), Value = present.ToJson() });
        if (report.Error.IsError) throw new KafkaException(report.Error);
    }

    // To the end; a few records for each topic that there ever was.
    private void Read()
    {
        _consumer ??= Begin();
        var end = _consumer.RangeOf(Log).High;
        var started = time.GetTimestamp();
        while (_next < end)
        {
            if (_consumer.Consume(PollTimeout, out var failure) is { IsPartitionEOF: false } record) Take(record);
            else if (time.GetElapsedTime(started) > ReadTimeout) throw new KafkaException(ErrorCode.Local_TimedOut);
            if (failure is not null) ReadAgain();
        }
    }

    private LogConsumer Begin()
    {
        var consumer = new LogConsumer(kafka.Value.HistoryConsumer(), "placements consumer", time, log);
        consumer.Assign(Log, Offset.Beginning);
        _next = 0;
        return consumer;
    }

    // librdkafka reads a partition no more whose beginning its broker denied, as one does that has not heard of a new topic yet.
    private void ReadAgain()
    {
        _consumer!.Unassign(Log);
        _consumer.Assign(Log, Offset.Beginning);
        _next = 0;
    }

    private void Take(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
    {
        _next = record.Offset.Value + 1;
        var value = record.Message.Value.GetValueOrDefault().Span;
        if (Placement.From(value) is { } placement) _placed.TryAdd((placement.Topic, placement.Epoch), placement.Partitions);
    }
}
