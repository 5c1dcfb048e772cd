using System.Diagnostics;
using Gateway.Shared.Events;
using Microsoft.AspNetCore.Http;

namespace Gateway.Shared.Telemetry;

/// <summary>The spans of an event's route: publish (producer), receive (a node reads it) and send (it goes to a socket). W3C Trace Context in Kafka headers.</summary>
public static class Tracing
{
    /// <summary>The name of the source, for an exporter's configuration.</summary>
    public const string SourceName = "Gateway";

    /// <summary>Where all spans of both services start.</summary>
    public static readonly ActivitySource Source = new(SourceName);

    /// <summary>The span of one publish, with OpenTelemetry's messaging attributes; null unless somebody listens.</summary>
    public static Activity? StartPublish(string topic, Event published)
    {
        var activity = Source.StartActivity("publish", ActivityKind.Producer);
        return activity?
            .SetTag("messaging.system", "kafka")
            .SetTag("messaging.operation.type", "send")
            .SetTag("messaging.destination.name", topic)
            .SetTag("cloudevents.event_id", published.Id)
            .SetTag("cloudevents.event_type", published.Type);
    }

    /// <summary>The header <c>traceparent</c> of a request as version 00 writes it, if it is one that is recorded; null otherwise. Of a later version the rest is left out.</summary>
    public static string? TraceParentOf(HttpRequest request) =>
        (string?)request.Headers.TraceParent is { } header && ActivityContext.TryParse(header, null, out var caller) && caller.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? $"00-{caller.TraceId}-{caller.SpanId}-01"
            : null;

    /// <summary>The current span as a <c>traceparent</c>, if it is one that is recorded; null otherwise.</summary>
    public static string? TraceParent() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true } current ? current.Id : null;
}
