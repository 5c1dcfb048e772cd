namespace Gateway.Shared.Events;

/// <summary>Kafka header names of the CloudEvents Kafka protocol binding 1.0, binary content mode (section 3.2).</summary>
public static class EventHeaders
{
    public const string Prefix = "ce_";
    public const string SpecVersion = "ce_specversion";
    public const string Id = "ce_id";
    public const string Source = "ce_source";
    public const string Type = "ce_type";
    public const string Time = "ce_time";
    public const string Subject = "ce_subject";

    /// <summary>Carries <c>datacontenttype</c>; has no prefix.</summary>
    public const string ContentType = "content-type";

    /// <summary>W3C Trace Context.</summary>
    public const string TraceParent = "traceparent";
}
