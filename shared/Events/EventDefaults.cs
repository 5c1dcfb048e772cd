namespace Gateway.Shared.Events;

/// <summary>What is filled in where a publisher left an attribute out.</summary>
public static class EventDefaults
{
    /// <summary>CloudEvents <c>type</c>.</summary>
    public const string Type = "event";

    /// <summary>The greatest size of an event's data, in bytes, unless configured: 1 MiB.</summary>
    public const int MaxDataBytes = 1 << 20;

    /// <summary>A new CloudEvents <c>id</c>: a UUID of version 7 (RFC 9562), which sorts by time.</summary>
    public static string NewId(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString();

    /// <summary>CloudEvents <c>time</c>: now, RFC 3339 with milliseconds, UTC.</summary>
    public static string Now(TimeProvider time) =>
        time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
