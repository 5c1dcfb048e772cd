using System.Text;
using Confluent.Kafka;
using Gateway.Channels;
using Gateway.Connections.WebSockets;
using Gateway.Log;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Gateway.Tests.Unit.Channels;

namespace Gateway.Tests.Unit.Log;

public sealed class RecordEncoderTests
{
    private static readonly PartitionId Partition = new("streams", 3, 0x5f3a0c11);
    private readonly RecordEncoder _encoder = new(Options.Create(new DeflateOptions { MinBytes = 300 }), NullLogger<RecordEncoder>.Instance);

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

    [Theory]
    [InlineData(0, 300, false)]
    [InlineData(1, 299, false)]
    [InlineData(1, 300, true)]
    public void Deflate_OfAFrame_IsMadeIfSomebodyTakesItAndItIsLongEnough(int takers, int payload, bool isMade)
    {
        var window = new PartitionWindow(Partition);
        var subscription = window.Subscribe("orders.1"u8.ToArray(), null, new CallbackSubscriber { MaxDeflatedFrame = takers })!;
        var frame = FrameHeader.Frame(Opcode.Text, new byte[payload]);
        Assert.Equal(isMade, !_encoder.Deflate(subscription.Channel, frame).IsEmpty);
        window.Unsubscribe(subscription, 0);
        Assert.True(_encoder.Deflate(subscription.Channel, frame).IsEmpty);
    }

    private static ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> Record(byte[] key, long offset) => new()
    {
        TopicPartitionOffset = new(Partition.Topic, Partition.Partition, offset),
        Message = new() { Key = key, Value = "1"u8.ToArray(), Headers = [], Timestamp = new Timestamp(5_000, TimestampType.CreateTime) },
    };
}
