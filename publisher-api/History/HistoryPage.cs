using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Confluent.Kafka;
using Gateway.Shared.Events;
using Gateway.Shared.Positions;

namespace Gateway.PublisherApi.History;

/// <summary>
/// An answer as it is put together: <c>{"channel", "events": […], "next", "more", "truncated", "gap"}</c>. The memory is pooled and as much as
/// the answer is long. By one thread at a time.
/// </summary>
internal sealed partial class HistoryPage
{
    private static readonly PipeOptions Unbounded = new(pauseWriterThreshold: 0, minimumSegmentSize: 16 << 10, useSynchronizationContext: false);

    private readonly PartitionId _partition;
    private readonly int _limit;
    private readonly int _maxBytes;
    private readonly Pipe _answer = new(Unbounded);
    private readonly ArrayBufferWriter<byte> _event = new(1024);
    private readonly Utf8JsonWriter _json;
    private readonly ILogger _log;
    private int _count;
    private long _bytes;

    /// <summary>A page of at most <paramref name="limit"/> events, which ends at <paramref name="maxBytes"/>; its last event may go beyond.</summary>
    public HistoryPage(string channel, PartitionId partition, int limit, int maxBytes, ILogger log)
    {
        (_partition, _limit, _maxBytes, _log) = (partition, limit, maxBytes, log);
        _json = new Utf8JsonWriter(_event, EventJson.WriterOptions);
        Write("{\"channel\":"u8);
        _json.WriteStringValue(channel);
        WriteJson();
        Write(",\"events\":["u8);
    }

    /// <summary>The answer, once it is complete.</summary>
    public PipeReader Answer => _answer.Reader;

    /// <summary>How many bytes it has.</summary>
    public long Length => _bytes;

    /// <summary>Adds an event; whether there is room for one more.</summary>
    public bool Add(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
    {
        if (!TryEncode(record)) return true;
        if (_count++ > 0) Write(","u8);
        WriteJson();
        return _count < _limit && _bytes < _maxBytes;
    }

    /// <summary>Ends the page: <paramref name="next"/> is the position with which to go on.</summary>
    public void Complete(Position next, bool more, bool truncated, HistoryGap? gap)
    {
        Write("],\"next\":"u8);
        _json.WriteStringValue(next.ToString());
        WriteJson();
        Write(more ? ",\"more\":true"u8 : ",\"more\":false"u8);
        Write(truncated ? ",\"truncated\":true"u8 : ",\"truncated\":false"u8);
        Write(",\"gap\":"u8);
        WriteGap(gap);
        Write("}"u8);
        _answer.Writer.Complete();
    }

    // As over WebSocket: whatever a foreign producer wrote, one record must not stop all others.
    private bool TryEncode(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
    {
        try
        {
            _json.WriteStartObject();
            EventJson.WriteMembers(_json, _partition.At(record.Offset.Value), record.Message);
            _json.WriteEndObject();
            return true;
        }
        catch (Exception failure)
        {
            LogUnreadable(failure, record.Topic, record.Partition.Value, record.Offset.Value);
            _json.Reset();
            _event.ResetWrittenCount();
            return false;
        }
    }

    private void WriteGap(HistoryGap? gap)
    {
        if (gap is null) _json.WriteNullValue();
        else
        {
            _json.WriteStartObject();
            _json.WriteString("reason"u8, gap.Reason);
            _json.WriteString("from"u8, gap.From.ToString());
            _json.WriteString("to"u8, gap.To.ToString());
            _json.WriteEndObject();
        }
        WriteJson();
    }

    private void WriteJson()
    {
        _json.Flush();
        Write(_event.WrittenSpan);
        _event.ResetWrittenCount();
        _json.Reset();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _answer.Writer.Write(bytes);
        _bytes += bytes.Length;
    }

    [LoggerMessage(2020, LogLevel.Error, "The record at {Topic} [{Partition}] {Offset} could not be encoded and was passed over.")]
    private partial void LogUnreadable(Exception failure, string topic, int partition, long offset);
}
