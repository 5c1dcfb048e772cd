using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Gateway.Shared.Events;
using Gateway.Shared.Telemetry;

namespace Gateway.Log;

/// <summary>Goes on with the trace that the publisher put into the record's headers (W3C Trace Context).</summary>
internal static class RecordTracing
{
    /// <summary>The span of reading the record; null unless somebody listens and the publisher's trace is recorded.</summary>
    public static Activity? StartReceive(ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
    {
        if (!Tracing.Source.HasListeners()) return null;
        if (!record.Message.Headers.TryGetLastBytes(EventHeaders.TraceParent, out var header) || header is null) return null;
        if (!ActivityContext.TryParse(Encoding.ASCII.GetString(header), null, isRemote: true, out var parent)) return null;
        return Tracing.Source.StartActivity("receive", ActivityKind.Consumer, parent)?
            .SetTag("messaging.system", "kafka")
            .SetTag("messaging.operation.type", "receive")
            .SetTag("messaging.destination.name", record.Topic)
            .SetTag("messaging.destination.partition.id", record.Partition.Value)
            .SetTag("messaging.kafka.offset", record.Offset.Value);
    }
}
