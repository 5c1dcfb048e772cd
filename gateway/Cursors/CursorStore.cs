using Confluent.Kafka;
using Gateway.Metrics;
using Gateway.Shared.Cursors;
using Gateway.Shared.Errors;
using Gateway.Shared.Kafka;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Options;

namespace Gateway.Cursors;

/// <summary>The cursors of durable subscriptions, in the cursors topic. Safe from any thread; blocks none.</summary>
internal sealed partial class CursorStore
{
    private readonly TopicCatalog _topics;
    private readonly RecordProducer _producer;
    private readonly CursorReader _reader;
    private readonly CursorWriter _writer;
    private readonly LogThrottle _refused;
    private readonly ILogger<CursorStore> _log;

    public CursorStore(
        TopicCatalog topics, RecordProducer producer, CursorReader reader, IOptions<CursorOptions> options, TimeProvider time, ILogger<CursorStore> log)
    {
        (_topics, _producer, _reader, _log) = (topics, producer, reader, log);
        _writer = new CursorWriter(SendAsync, options.Value.MaxWaiting);
        _refused = new LogThrottle(time);
    }

    /// <summary>The cursor as Kafka has it now, whichever node wrote it; null if there is none. Or the code of why it cannot be told.</summary>
    public async Task<(KnownCursor? Cursor, Code? Refusal)> FindAsync(CursorKey key)
    {
        if (!_topics.TryGetCursors(out var topic)) return (null, Codes.KafkaUnavailable);
        var lookup = new CursorLookup(new(topic.Name, CursorKey.PartitionOf(topic, key.App, key.Channel), topic.Epoch), key.ToJson());
        if (!_reader.TryAsk(lookup)) return (null, Codes.Overloaded);
        var answer = await lookup.Answer;
        return (answer.Cursor, answer.IsKnown ? null : Codes.KafkaUnavailable);
    }

    /// <summary>Stores the cursor; completes as <see cref="CursorWriter.WriteAsync"/> does.</summary>
    public Task<Code?> StoreAsync(CursorKey key, StoredCursor cursor) => _writer.WriteAsync(key, cursor);

    /// <summary>Forgets the cursor.</summary>
    public Task<Code?> ForgetAsync(CursorKey key) => _writer.WriteAsync(key, null);

    private async Task<Code?> SendAsync(CursorKey key, StoredCursor? cursor)
    {
        if (!_topics.TryGetCursors(out var topic)) return Codes.KafkaUnavailable;
        var partition = CursorKey.PartitionOf(topic, key.App, key.Channel);
        var report = await _producer.SendAsync(topic.Name, partition, new() { Key = key.ToJson(), Value = cursor?.ToJson() });
        if (report.Error.IsError) return Refused(report.Error);
        CursorMetrics.Written.Inc();
        return null;
    }

    private Code Refused(Error error)
    {
        if (_refused.Admits(out var suppressed)) LogRefused(error.Code, error.Reason, suppressed);
        return error.Code is ErrorCode.Local_QueueFull ? Codes.Overloaded : Codes.KafkaUnavailable;
    }

    [LoggerMessage(3272, LogLevel.Warning, "Kafka did not take a cursor: {Code}, {Reason} ({Suppressed} lines left out before)")]
    private partial void LogRefused(ErrorCode code, string reason, int suppressed);
}
