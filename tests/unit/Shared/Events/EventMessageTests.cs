using System.Text;
using Gateway.Shared.Events;

namespace Gateway.Tests.Unit.Shared.Events;

public class EventMessageTests
{
    [Fact]
    public void From_FullEvent_HasEveryHeaderOfTheBinding()
    {
        var message = EventMessage.From(
            TestEvent.With(subject: "ü", dataContentType: "text/plain", data: "x"u8.ToArray(), extensions: new KeyValuePair<string, string>("foo", "bar")),
            "00-trace");
        Assert.Equal("orders.1", Encoding.UTF8.GetString(message.Key));
        Assert.Equal(
            ["ce_specversion=1.0", "ce_id=1", "ce_source=/s", "ce_type=t", "ce_time=2026-11-23T12:00:00Z", "ce_subject=ü", "content-type=text/plain", "ce_foo=bar", "traceparent=00-trace"],
            message.Headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.GetValueBytes())}"));
    }

    [Fact]
    public void From_ARow_HasChannelAndRowAsKey()
    {
        var row = new Event { Channel = "stock.nyse", RowKey = "AAPL", Id = "1", Source = "/s", Type = "t", Time = "2026-11-23T12:00:00Z" };
        var message = EventMessage.From(row, null);
        Assert.Equal(("stock.nyse\u001fAAPL", null), (Encoding.UTF8.GetString(message.Key), message.Value));
    }

    [Fact]
    public void From_AttributesLeftOut_HaveNoHeader()
    {
        var names = EventMessage.From(TestEvent.With(), null).Headers.Select(header => header.Key);
        Assert.Equal(["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"], names);
    }

    [Fact]
    public void From_NoData_IsNullAndEmptyDataIsEmpty()
    {
        Assert.Null(EventMessage.From(TestEvent.With(), null).Value);
        Assert.Empty(EventMessage.From(TestEvent.With(data: ReadOnlyMemory<byte>.Empty), null).Value!);
    }

    [Fact]
    public void From_DataThatFillsAnArray_IsNotCopied()
    {
        var data = new byte[] { 1, 2, 3 };
        Assert.Same(data, EventMessage.From(TestEvent.With(data: data), null).Value);
        Assert.Equal([2], EventMessage.From(TestEvent.With(data: data.AsMemory(1, 1)), null).Value);
    }
}
