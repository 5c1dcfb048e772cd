using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Confluent.Kafka;
using Gateway.Shared.Events;
using Gateway.Shared.Positions;

namespace Gateway.PublisherApi.Rows;

/// <summary>
/// Makes a page of rows of the records of a table's partition, from the first to the last: it holds no more than a page, however large the table, and so may
/// turn out shorter than its limit although there are more. By one thread at a time.
/// </summary>
internal sealed partial class RowPage(RowQuery query, PartitionId partition, int maxBytes, ILogger log)
{
    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y));

    // The members of each row's event, as JSON.
    private readonly SortedDictionary<byte[], byte[]> _rows = new(ByBytes);
    private readonly ArrayBufferWriter<byte> _event = new(1024);
    private long _bytes;

    // The first that did not fit; nothing from here on is for this page.
    private byte[]? _beyond;

    /// <summary>Takes a record; of two about one row the later counts, and one without data removes the row.</summary>
    public void Take(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
    {
        if (!query.Matches(record.Message.Key.GetValueOrDefault().Span, out var key)) return;
        if (_beyond is not null && key.SequenceCompareTo(_beyond) >= 0) return;
        var row = key.ToArray();
        if (_rows.Remove(row, out var before)) _bytes -= before.Length;
        if (record.Message.Value is not null && Encode(record) is { } current) Add(row, current);
    }

    /// <summary>The row, if one was asked for and is there; null if not.</summary>
    public byte[]? One() => _rows.Values.FirstOrDefault();

    /// <summary>The page: <c>{"channel", "rows": […], "position", "next"}</c>, where all changes after the position are missing.</summary>
    public byte[] Complete(Position position)
    {
        _event.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_event, EventJson.WriterOptions);
        json.WriteStartObject();
        json.WriteString("channel"u8, query.Channel);
        json.WriteStartArray("rows"u8);
        foreach (var row in _rows.Values) json.WriteRawValue(row, skipInputValidation: true);
        json.WriteEndArray();
        json.WriteString("position"u8, position.ToString());
        if (_beyond is null) json.WriteNull("next"u8);
        else json.WriteString("next"u8, Base64Url.EncodeToString(_beyond));
        json.WriteEndObject();
        json.Flush();
        return _event.WrittenSpan.ToArray();
    }

    // One row always fits, however large it is.
    private void Add(byte[] row, byte[] current)
    {
        _rows.Add(row, current);
        _bytes += current.Length;
        while (_rows.Count > 1 && (_rows.Count > query.Limit || _bytes > maxBytes))
        {
            _beyond = _rows.Keys.Last();
            _rows.Remove(_beyond, out var dropped);
            _bytes -= dropped!.Length;
        }
    }

    // As over WebSocket: whatever a foreign producer wrote, one record must not stop all others.
    private byte[]? Encode(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
    {
        _event.ResetWrittenCount();
        try
        {
            using var json = new Utf8JsonWriter(_event, EventJson.WriterOptions);
            json.WriteStartObject();
            EventJson.WriteMembers(json, partition.At(record.Offset.Value), record.Message, isRow: true);
            json.WriteEndObject();
            json.Flush();
            return _event.WrittenSpan.ToArray();
        }
        catch (Exception failure)
        {
            LogUnreadable(failure, record.Topic, record.Partition.Value, record.Offset.Value);
            return null;
        }
    }

    [LoggerMessage(2021, LogLevel.Error, "The row at {Topic} [{Partition}] {Offset} could not be encoded and was passed over.")]
    private partial void LogUnreadable(Exception failure, string topic, int partition, long offset);
}
