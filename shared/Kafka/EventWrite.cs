using System.Diagnostics;
using Confluent.Kafka;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;
using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;

namespace Gateway.Shared.Kafka;

/// <summary>One event on its way to Kafka. Its end is told by the Kafka client's thread, on which nothing may wait and nobody else's work may run.</summary>
internal sealed class EventWrite
{
    private readonly EventProducer _producer;
    private readonly Topic _topic;
    private readonly Action<int, PublishOutcome> _tell;
    private readonly RecentPublishes.Publish? _known;
    private readonly int _index;
    private readonly int _bytes;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Activity? _activity;

    /// <summary>Begins; its outcome is told with <paramref name="index"/>, and, if the event can be sent again, to <paramref name="known"/>.</summary>
    public EventWrite(EventProducer producer, Topic topic, Event published, RecentPublishes.Publish? known, Action<int, PublishOutcome> tell, int index)
    {
        (_producer, _topic, _known, _tell, _index) = (producer, topic, known, tell, index);
        _bytes = published.Data?.Length ?? 0;
        var caller = Activity.Current;
        _activity = Tracing.StartPublish(topic.Name, published);
        TraceParent = Tracing.TraceParent() ?? published.TraceParent;
        // Those that are published with it are its neighbours, not its children.
        if (_activity is not null) Activity.Current = caller;
    }

    /// <summary>For the record's header; null if nothing is traced.</summary>
    public string? TraceParent { get; }

    /// <summary>Ends as the report says.</summary>
    public void OnReport(DeliveryReport<byte[], byte[]?> report)
    {
        if (report.Error.IsError)
        {
            End(EventProducer.Refused(_producer.CodeOf(report.Error)));
            return;
        }
        PublishMetrics.Published(_bytes, Stopwatch.GetElapsedTime(_started));
        End(new PublishOutcome(new Position(_topic.Epoch, report.Partition.Value, report.Offset.Value), null));
    }

    /// <summary>Ends with this outcome.</summary>
    public void End(PublishOutcome outcome)
    {
        _activity?.Dispose();
        if (_known is not null) _producer.Recent.Complete(_known, outcome);
        _tell(_index, outcome);
    }
}
