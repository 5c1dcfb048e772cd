using Confluent.Kafka;
using Gateway.Channels;
using Gateway.Connections.WebSockets;
using Gateway.Metrics;
using Gateway.Protocols.Json;
using Gateway.Shared.Channels;
using Gateway.Shared.Events;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;

namespace Gateway.Log;

/// <summary>Makes of a record what a window keeps of it. Each reader has one of its own: it is used by one thread at a time.</summary>
internal sealed partial class RecordEncoder(IOptions<DeflateOptions> deflate, ILogger<RecordEncoder> log)
{
    private readonly EventEncoder _encoder = new();
    private readonly FrameDeflater _deflater = new();

    /// <summary>
    /// The record and its frame, good until the next call. False, which is logged, for what cannot be shown: whatever a foreign
    /// producer wrote, one record must not stop all others.
    /// </summary>
    public bool TryEncode(
        PartitionId partition, ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record, out Record kept, out ReadOnlySpan<byte> frame)
    {
        try
        {
            using var activity = RecordTracing.StartReceive(record);
            kept = new Record(record.Offset.Value, record.Message.Timestamp.UnixTimestampMs, activity?.Context ?? default, KeyOf(partition, record.Message));
            frame = _encoder.Encode(partition, record);
            return true;
        }
        catch (Exception failure)
        {
            LogUnreadable(failure, record.Topic, record.Partition.Value, record.Offset.Value);
            kept = default;
            frame = default;
            return false;
        }
    }

    /// <summary>
    /// The frame's compressed form, good until the next call; empty if nobody in the channel takes it or it is not worth it. Made once,
    /// for all who do.
    /// </summary>
    public ReadOnlySpan<byte> Deflate(Channel channel, ReadOnlySpan<byte> frame)
    {
        if (!channel.WantsDeflated || frame.Length - FrameHeader.LengthOf(frame) < deflate.Value.MinBytes) return default;
        GatewayMetrics.Deflated.Inc();
        return _deflater.Deflate(frame);
    }

    // A table's row, or what a stream's event is about (CloudEvents 1.0, section 3.1.2).
    private static ReadOnlyMemory<byte> KeyOf(PartitionId partition, Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> message)
    {
        if (!partition.IsTable) return HeaderText.TryGet(message.Headers, EventHeaders.Subject, out var subject) ? subject : default;
        var key = message.Key.GetValueOrDefault();
        return key[(RowKey.ChannelLength(key.Span) + 1)..];
    }

    [LoggerMessage(3120, LogLevel.Error, "The record at {Topic} [{Partition}] {Offset} could not be encoded and was passed over.")]
    private partial void LogUnreadable(Exception failure, string topic, int partition, long offset);
}
