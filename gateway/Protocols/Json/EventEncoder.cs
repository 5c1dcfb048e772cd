using Confluent.Kafka;
using Gateway.Shared.Events;
using Gateway.Shared.Positions;

namespace Gateway.Protocols.Json;

/// <summary>Encodes a log record as the <c>event</c> push of docs/protocol.md: once, for all who subscribe. By one thread at a time.</summary>
internal sealed class EventEncoder
{
    private readonly JsonFrame _frame = new();

    /// <summary>The frame; good until the next call.</summary>
    public ReadOnlySpan<byte> Encode(PartitionId partition, ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record) =>
        Encode(partition.At(record.Offset.Value), record.Message, partition.IsTable);

    /// <summary>The frame; good until the next call.</summary>
    public ReadOnlySpan<byte> Encode(Position position, Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> message, bool isRow = false)
    {
        var json = _frame.Begin();
        json.WriteStartObject();
        json.WriteStartObject("event"u8);
        EventJson.WriteMembers(json, position, message, isRow);
        json.WriteEndObject();
        json.WriteEndObject();
        return _frame.End();
    }
}
