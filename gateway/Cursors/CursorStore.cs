using Confluent.Kafka;
using Gateway.Metrics;
using Gateway.Shared.Apps;
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
    private readonly AppShares _lookups;
    private readonly CursorOptions _options;
    private readonly CursorWriter _writer;
    private readonly LogThrottle _refused;
    private readonly ILogger<CursorStore> _log;

    public CursorStore(
        TopicCatalog topics, RecordProducer producer, CursorReaders readers, AppRegistry apps, IOptions<CursorOptions> options, TimeProvider time, ILogger<CursorStore> log)
    {
        (_topics, _producer, _reader, _options, _log) = (topics, producer, readers.Kept, options.Value, log);
        _lookups = new AppShares(apps, _options.MaxWaiting);
        _writer = new CursorWriter(SendAsync, _options.MaxWaiting, LogFailure);
        _refused = new LogThrottle(time);
    }

    /// <summary>
    /// The cursor as Kafka has it now, whichever node wrote it; null if there is none, and there may be one more. Or the code of why not. Of the lookups that wait one app has at most half.
    /// </summary>
    public async Task<(KnownCursor? Cursor, Code? Refusal)> FindAsync(CursorKey key)
    {
        if (!_topics.TryGetCursors(out var topic)) return (null, Codes.KafkaUnavailable);
        if (!_lookups.TryTake(key.App)) return (null, Codes.Overloaded);
        try
        {
            var lookup = new CursorLookup(new(topic.Name, CursorKey.PartitionOf(topic, key.App, key.Channel), topic.Epoch), key.ToJson());
            if (!_reader.TryAsk(lookup)) return (null, Codes.Overloaded);
            var answer = await lookup.Answer;
            return answer.IsKnown ? (answer.Cursor, _options.RefusalOf(answer.Cursor is null, answer.NamesOfUser, answer.CursorsOfApp)) : (null, Codes.KafkaUnavailable);
        }
        finally
        {
            _lookups.Free(key.App);
        }
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

    [LoggerMessage(3273, LogLevel.Error, "A cursor could not be written.")]
    private partial void LogFailure(Exception failure);

    [LoggerMessage(3272, LogLevel.Warning, "Kafka did not take a cursor: {Code}, {Reason} ({Suppressed} lines left out before)")]
    private partial void LogRefused(ErrorCode code, string reason, int suppressed);
}
