using System.Text;
using Confluent.Kafka;
using Gateway.Log;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Unit.Log;

public sealed class RecordEncoderTests
{
    private static readonly PartitionId Partition = new("streams", 3, 0x5f3a0c11);
    private readonly RecordEncoder _encoder = new(NullLogger<RecordEncoder>.Instance);

    [Fact]
    public void TryEncode_OfAnEvent_GivesItsOffsetTimeAndFrame()
    {
        Assert.True(_encoder.TryEncode(Partition, Record("orders.1"u8.ToArray(), 17), out var kept, out var frame));
        Assert.Equal((17, 5_000), (kept.Offset, kept.Timestamp));
        Assert.Contains("\"position\":\"5f3a0c11.3.17\"", Encoding.UTF8.GetString(frame), StringComparison.Ordinal);
    }

    [Fact]
    public void TryEncode_ThatFails_IsFalseAndTheNextIsEncoded()
    {
        // No bytes that a producer can write are known to make the encoder throw; this is what stands for them.
        var broken = Record([], 17);
        broken.Message = null;
        Assert.False(_encoder.TryEncode(Partition, broken, out _, out var frame));
        Assert.True(frame.IsEmpty);
        Assert.True(_encoder.TryEncode(Partition, Record("orders.1"u8.ToArray(), 18), out var kept, out _));
        Assert.Equal(18, kept.Offset);
    }

    private static ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> Record(byte[] key, long offset) => new()
    {
        TopicPartitionOffset = new(Partition.Topic, Partition.Partition, offset),
        Message = new() { Key = key, Value = "1"u8.ToArray(), Headers = [], Timestamp = new Timestamp(5_000, TimestampType.CreateTime) },
    };
}
