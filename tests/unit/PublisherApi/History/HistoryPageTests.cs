using System.Buffers;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Gateway.PublisherApi.History;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Unit.PublisherApi.History;

public sealed class HistoryPageTests
{
    private static readonly PartitionId Partition = new("streams", 3, 0x5f3a0c11);

    [Fact]
    public void Complete_WithoutEvents_HasAllMembers() => Assert.Equal(
        """{"channel":"a\"b","events":[],"next":"5f3a0c11.3.-1","more":false,"truncated":false,"gap":null}""",
        Text(Page("a\"b"), Partition.At(-1)));

    [Fact]
    public void Complete_WithEventsAndGap_ShowsThem()
    {
        var page = Page("a");
        Assert.True(page.Add(Record(17, "{\"x\" : 1}")));
        Assert.True(page.Add(Record(19, "2")));
        Assert.Equal(
            """
            {"channel":"a","events":[
            {"channel":"a","position":"5f3a0c11.3.17","id":"i","source":"kafka","type":"event","time":"1970-01-01T00:00:05.000Z","data":{"x" : 1}},
            {"channel":"a","position":"5f3a0c11.3.19","id":"i","source":"kafka","type":"event","time":"1970-01-01T00:00:05.000Z","data":2}
            ],"next":"5f3a0c11.3.20","more":true,"truncated":true,"gap":{"reason":"retention","from":"5f3a0c11.3.-1","to":"5f3a0c11.3.16"}}
            """.ReplaceLineEndings(""),
            Text(page, Partition.At(20), more: true, truncated: true, new HistoryGap("retention", Partition.At(-1), Partition.At(16))));
    }

    [Fact]
    public void Add_UpToTheLimit_IsFalseWithTheLast()
    {
        var page = Page("a", limit: 2);
        Assert.True(page.Add(Record(1, "1")));
        Assert.False(page.Add(Record(2, "2")));
    }

    [Fact]
    public void Add_UpToTheBytes_IsFalseOnceTheyAreReached()
    {
        var page = Page("a", maxBytes: 1_500);
        Assert.True(page.Add(Record(1, $"\"{new string('x', 1_000)}\"")));
        Assert.False(page.Add(Record(2, $"\"{new string('x', 1_000)}\"")));
        using var json = JsonDocument.Parse(Text(page, Partition.At(2), more: true));
        Assert.Equal(2, json.RootElement.GetProperty("events").GetArrayLength());
    }

    [Fact]
    public void Add_OfWhatCannotBeEncoded_PassesItOver()
    {
        var page = Page("a");
        // No bytes that a producer can write are known to make the encoder throw; this is what stands for them.
        var broken = Record(1, "1");
        broken.Message.Headers = null;
        page.Add(Record(0, "0"));
        Assert.True(page.Add(broken));
        page.Add(Record(2, "2"));
        using var json = JsonDocument.Parse(Text(page, Partition.At(2)));
        Assert.Equal([0, 2], json.RootElement.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("data").GetInt32()));
    }

    private static HistoryPage Page(string channel, int limit = 10, int maxBytes = 1 << 20) => new(channel, Partition, limit, maxBytes, NullLogger.Instance);

    private static ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> Record(long offset, string data) => new()
    {
        TopicPartitionOffset = new(Partition.Topic, Partition.Partition, offset),
        Message = new()
        {
            Key = "a"u8.ToArray(),
            Value = Encoding.UTF8.GetBytes(data),
            Headers = [new Header("ce_id", "i"u8.ToArray())],
            Timestamp = new Timestamp(5_000, TimestampType.CreateTime),
        },
    };

    private static string Text(HistoryPage page, Position next, bool more = false, bool truncated = false, HistoryGap? gap = null)
    {
        page.Complete(next, more, truncated, gap);
        Assert.True(page.Answer.TryRead(out var read) && read.IsCompleted);
        Assert.Equal(page.Length, read.Buffer.Length);
        return Encoding.UTF8.GetString(read.Buffer.ToArray());
    }
}
