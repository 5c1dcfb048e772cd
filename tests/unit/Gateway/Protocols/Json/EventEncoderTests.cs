using System.Buffers;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using CsCheck;
using Gateway.Connections.WebSockets;
using Gateway.Protocols.Json;
using Gateway.Shared.Events;
using Gateway.Shared.Positions;
using Gateway.Tests.Unit.Connections;

namespace Gateway.Tests.Unit.Protocols.Json;

public sealed class EventEncoderTests
{
    private const string Prefix = """{"event":{"channel":"orders.1","position":"5f3a0c11.3.1041",""";
    private static readonly Position At = new(0x5f3a0c11, 3, 1041);

    private readonly EventEncoder _encoder = new();

    [Fact]
    public void Event_WithAllAttributes_IsThePushOfTheProtocol() => Assert.Equal(
        Prefix + """
            "id":"o-1","source":"/erp","type":"order.created","time":"2026-11-23T12:00:00Z","subject":"ü \"x\"","datacontenttype":"application/json","extensions":{"traceid":"1","tenant":""},"data":{ "total" : 12.00 }}}
            """,
        Encode(
            "{ \"total\" : 12.00 }",
            ("ce_specversion", "1.0"), ("ce_id", "o-1"), ("ce_source", "/erp"), ("ce_type", "order.created"), ("ce_time", "2026-11-23T12:00:00Z"),
            ("ce_subject", "ü \"x\""), ("content-type", "application/json"), ("ce_traceid", "1"), ("traceparent", "00-1"), ("other", "x"), ("ce_tenant", "")));

    [Fact]
    public void Event_OfJson_IsEncodedWithoutAllocating()
    {
        var message = Message("{}"u8.ToArray(), [("content-type", "application/json"u8.ToArray()), ("ce_id", "1"u8.ToArray()), ("ce_source", "/erp"u8.ToArray()),
            ("ce_type", "t"u8.ToArray()), ("ce_time", "2026-11-23T12:00:00Z"u8.ToArray())]);
        for (var i = 0; i < 1_000; i++) _encoder.Encode(At, message);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) _encoder.Encode(At, message);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Event_WithoutHeaders_GetsItsPositionAndKafkasTime() => Assert.Equal(
        Prefix + """
            "id":"5f3a0c11.3.1041","source":"kafka","type":"event","time":"2026-11-23T12:00:00.123Z","data":1}}
            """,
        Encode("1"));

    [Theory]
    [InlineData(null, "{\"a\":\"\\u00fc\"}", "{\"a\":\"\\u00fc\"}")]
    [InlineData("application/json", " [1e400,\n 1.0] ", " [1e400,\n 1.0] ")]
    [InlineData("application/x+json; v=1", "\"<ü🦊>\"", "\"<ü🦊>\"")]
    [InlineData("text/plain", "{\"a\":1}", "\"{\\\"a\\\":1}\"")]
    [InlineData("text/plain", "Grüße\n🦊", "\"Grüße\\n\\uD83E\\uDD8A\"")]
    public void Data_JsonOrText_IsShownAsSuch(string? type, string data, string shown)
    {
        var json = type is null ? Encode(data) : Encode(data, ("content-type", type));
        Assert.EndsWith($",\"data\":{shown}}}}}", json);
        using var parsed = JsonDocument.Parse(json);
    }

    [Theory]
    [InlineData("application/octet-stream", new byte[] { 0, 255 })]
    [InlineData("application/json", new byte[] { (byte)'"', 0xff, (byte)'"' })]
    [InlineData("text/plain", new byte[] { (byte)'a', 0xc3 })]
    [InlineData("image/png", new byte[0])]
    [InlineData("application/json", new byte[0])]
    [InlineData("application/json", new byte[] { (byte)'{', (byte)'b' })]
    [InlineData("application/json", new byte[] { (byte)'N', (byte)'a', (byte)'N' })]
    public void Data_OtherBytes_AreBase64(string type, byte[] data) =>
        Assert.EndsWith($",\"data_base64\":\"{Convert.ToBase64String(data)}\"}}}}", Encode(data, ("content-type", Encoding.UTF8.GetBytes(type))));

    [Fact]
    public void Data_WithoutATypeAndNoJson_IsBase64() => Assert.EndsWith(",\"data_base64\":\"e2I=\"}}", Encode("{b"));

    [Fact]
    public void Data_Null_IsLeftOut() => Assert.EndsWith("\"type\":\"event\",\"time\":\"2026-11-23T12:00:00.123Z\"}}", Encode((byte[]?)null));

    [Fact]
    public void Header_GivenTwice_CountsByItsLast()
    {
        using var json = JsonDocument.Parse(Encode("1", ("ce_id", "1"), ("ce_id", "2")));
        Assert.Equal("2", json.RootElement.GetProperty("event").GetProperty("id").GetString());
    }

    [Fact]
    public void Header_NullOrNotUtf8_IsAsIfNotThere()
    {
        var json = Encode("1"u8.ToArray(), ("ce_id", null), ("ce_type", [0xff]), ("ce_x", [0xc3]), ("ce_y", null), ("content-type", null));
        Assert.Equal(Encode("1"), json);
    }

    [Theory]
    [InlineData("ce_id")]
    [InlineData("ce_source")]
    [InlineData("ce_type")]
    [InlineData("ce_time")]
    [InlineData("ce_subject")]
    public void Attribute_Empty_IsAsIfNotThere(string name) => Assert.Equal(Encode("1"), Encode("1", (name, "")));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("1764000000000")]
    [InlineData("2026-02-30T12:00:00Z")]
    public void Time_ThatIsNone_IsKafkas(string time) => Assert.Equal(Encode("1"), Encode("1", ("ce_time", time)));

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(253_402_300_800_000)]
    [InlineData(-1)]
    public void Time_ThatKafkaCannotMean_IsStillATime(long timestamp)
    {
        var message = Message("1"u8.ToArray(), []);
        message.Timestamp = new Timestamp(timestamp, TimestampType.CreateTime);
        using var json = JsonDocument.Parse(TextOf(_encoder.Encode(At, message)));
        Assert.True(json.RootElement.GetProperty("event").GetProperty("time").TryGetDateTimeOffset(out _));
    }

    [Fact]
    public void Frames_OneAfterTheOther_DoNotMix()
    {
        var large = new string('x', 1 << 20);
        Assert.Contains(large, Encode($"\"{large}\""));
        Assert.EndsWith("\"data\":2}}", Encode("2"));
    }

    [Fact]
    public void Event_OfAnyBytes_IsAFrameThatParsesWithItsDataByteForByte() =>
        Gen.Select(Gen.OneOf("application/json", "text/plain", "application/octet-stream", "\ud800", ""), Gen.OneOf(Gen.Byte.Array[0, 300], Gen.String.Select(Encoding.UTF8.GetBytes)), Gen.Byte.Array[0, 20])
            .Sample(
                (type, data, header) =>
                {
                    var frame = new EventEncoder().Encode(At, Message(data, [("content-type", Encoding.UTF8.GetBytes(type)), ("ce_subject", header), ("ce_ext", header)]));
                    using var json = JsonDocument.Parse(TextOf(frame));
                    var body = json.RootElement.GetProperty("event");
                    var got = body.TryGetProperty("data_base64", out var base64) ? base64.GetBytesFromBase64()
                        : DataFormats.Of(type) is DataFormat.Json && DataFormats.IsJson(data) ? Encoding.UTF8.GetBytes(body.GetProperty("data").GetRawText())
                        : Encoding.UTF8.GetBytes(body.GetProperty("data").GetString()!);
                    // JSON is the value; white space around it belongs to neither.
                    Assert.Equal(DataFormats.IsJson(data) ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(data).Trim()) : data,
                        DataFormats.IsJson(data) ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(got).Trim()) : got);
                },
                iter: 5_000);

    [Fact]
    public void Record_OfAPartition_HasThePositionOfItsOffset()
    {
        var record = new ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> { Offset = 7, Message = Message("1"u8.ToArray(), []) };
        Assert.Contains("\"position\":\"00000001.2.7\"", TextOf(_encoder.Encode(new PartitionId("t", 2, 1), record)));
    }

    [Theory]
    [InlineData("1", "\"data\":1}}")]
    [InlineData(null, "}}")]
    public void Row_HasItsKeyAndIsDeletedWithoutData(string? data, string end)
    {
        var message = Message(data is null ? null : Encoding.UTF8.GetBytes(data), []);
        message.Key = Encoding.UTF8.GetBytes("stock.nyse\u001fÄPL");
        var json = TextOf(_encoder.Encode(At, message, isRow: true));
        var deleted = data is null ? "\"deleted\":true," : "";
        Assert.StartsWith("""{"event":{"channel":"stock.nyse","key":"ÄPL",""" + deleted + "\"position\":\"5f3a0c11.3.1041\",", json, StringComparison.Ordinal);
        Assert.EndsWith(end, json, StringComparison.Ordinal);
        Assert.Equal(data is null, !json.Contains("\"data\"", StringComparison.Ordinal));
    }

    private string Encode(string data, params (string Name, string Value)[] headers) =>
        Encode(Encoding.UTF8.GetBytes(data), [.. headers.Select(header => (header.Name, (byte[]?)Encoding.UTF8.GetBytes(header.Value)))]);

    private string Encode(byte[]? data, params (string Name, byte[]? Value)[] headers) => TextOf(_encoder.Encode(At, Message(data, headers)));

    private static Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> Message(byte[]? data, (string Name, byte[]? Value)[] headers)
    {
        var message = new Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?>
        {
            Key = "orders.1"u8.ToArray(),
            Value = data is null ? default(ReadOnlyMemory<byte>?) : data,
            Headers = [],
            Timestamp = new Timestamp(new DateTimeOffset(2026, 11, 23, 12, 0, 0, 123, TimeSpan.Zero)),
        };
        foreach (var (name, value) in headers) message.Headers.Add(name, value);
        return message;
    }

    private static string TextOf(ReadOnlySpan<byte> frame)
    {
        var buffer = new ReadOnlySequence<byte>(frame.ToArray());
        Assert.True(Wire.TryTake(ref buffer, out var opcode, out var payload) && buffer.IsEmpty);
        Assert.Equal(Opcode.Text, opcode);
        // Throws for what is no UTF-8.
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(payload);
    }
}
