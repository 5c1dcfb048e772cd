using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Gateway.PublisherApi.Rows;
using Gateway.Shared.Channels;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Unit.PublisherApi.Rows;

public sealed class RowPageTests
{
    private static readonly PartitionId Partition = new("tables", 3, 0x5f3a0c11);
    private long _offset;

    [Fact]
    public void Page_OfManyRows_HoldsTheFirstByKeyAndWhereToGoOn()
    {
        var page = Page(limit: 2);
        foreach (var key in new[] { "d", "b", "a", "c" }) page.Take(Row(key, "1"));
        Assert.Equal(["a", "b", "c"], Read(page));
    }

    [Fact]
    public void Row_WrittenAgainOrDeleted_IsAsItWasLeft()
    {
        var page = Page();
        page.Take(Row("a", "1"));
        page.Take(Row("b", "1"));
        page.Take(Row("a", "2"));
        page.Take(Row("b", null));
        Assert.Equal(["a", null], Read(page));
        Assert.Contains("\"data\":2", Encoding.UTF8.GetString(page.One()!), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OverItsBytes_EndsButHoldsOneRow()
    {
        var page = Page(maxBytes: 1000);
        foreach (var key in new[] { "a", "b", "c" }) page.Take(Row(key, $"\"{new string('x', 2000)}\""));
        Assert.Equal(["a", "b"], Read(page));
    }

    [Fact]
    public void Page_OfAPrefix_FromAKey_HoldsNoOthers()
    {
        var page = new RowPage(new("stock.a"u8.ToArray(), null, "b"u8.ToArray(), "b2"u8.ToArray(), 10), Partition, 1 << 20, NullLogger.Instance);
        foreach (var key in new[] { "a", "b1", "b2", "b3", "c" }) page.Take(Row(key, "1"));
        page.Take(Row("b4", "1", "stock.b"));
        Assert.Equal(["b2", "b3", null], Read(page));
    }

    private static RowPage Page(int limit = 10, int maxBytes = 1 << 20) => new(new("stock.a"u8.ToArray(), null, [], [], limit), Partition, maxBytes, NullLogger.Instance);

    // The keys, then the key of the next page.
    private static IEnumerable<string?> Read(RowPage page)
    {
        using var json = JsonDocument.Parse(page.Complete(Partition.At(9)));
        var next = json.RootElement.GetProperty("next").GetString();
        return (string?[])[.. json.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("key").GetString()),
            next is null ? null : Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(next))];
    }

    private ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> Row(string key, string? data, string channel = "stock.a") => new()
    {
        TopicPartitionOffset = new(Partition.Topic, Partition.Partition, _offset++),
        Message = new()
        {
            Key = RowKey.RecordKey(channel, key),
            Value = data is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(data),
            Headers = [],
            Timestamp = new Timestamp(5_000, TimestampType.CreateTime),
        },
    };
}
