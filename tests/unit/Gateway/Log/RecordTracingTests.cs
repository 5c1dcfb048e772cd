using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Gateway.Log;
using Gateway.Shared.Telemetry;

namespace Gateway.Tests.Unit.Log;

public sealed class RecordTracingTests : IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source == Tracing.Source,
        Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            (options.Parent.TraceFlags & ActivityTraceFlags.Recorded) != 0 ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
    };

    public RecordTracingTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Record_WithARecordedTrace_GoesOnWithIt()
    {
        using var activity = RecordTracing.StartReceive(Record("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", activity?.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", activity?.ParentSpanId.ToHexString());
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")]
    [InlineData("")]
    [InlineData("00-xyz")]
    [InlineData(null)]
    public void Record_WithoutAUsableTrace_HasNone(string? header) => Assert.Null(RecordTracing.StartReceive(Record(header)));

    [Fact]
    public void Record_WithoutHeader_HasNone()
    {
        var record = Record("");
        record.Message.Headers = [];
        Assert.Null(RecordTracing.StartReceive(record));
    }

    private static ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> Record(string? header) => new()
    {
        Topic = "t",
        Message = new() { Headers = [new Header("traceparent", header is null ? null : Encoding.ASCII.GetBytes(header))] },
    };
}
