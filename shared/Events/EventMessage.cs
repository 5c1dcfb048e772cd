using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using Gateway.Shared.Channels;

namespace Gateway.Shared.Events;

/// <summary>An event as a Kafka message: key = channel, or channel and row; value = data; headers = CloudEvents binary mode.</summary>
public static class EventMessage
{
    private static readonly byte[] SpecVersion = Encoding.UTF8.GetBytes(EventRules.SpecVersion);

    /// <summary>Builds the message; <paramref name="traceParent"/> is left out when null.</summary>
    public static Message<byte[], byte[]?> From(Event source, string? traceParent) => new()
    {
        Key = source.RowKey is { } row ? RowKey.RecordKey(source.Channel, row) : Encoding.UTF8.GetBytes(source.Channel),
        Value = source.Data is { } data ? ArrayOf(data) : null,
        Headers = HeadersOf(source, traceParent),
    };

    // The client wants an array: data that fills one goes without a copy.
    private static byte[] ArrayOf(ReadOnlyMemory<byte> data) =>
        MemoryMarshal.TryGetArray(data, out var segment) && segment.Array is { } array && segment.Count == array.Length ? array : data.ToArray();

    private static Headers HeadersOf(Event source, string? traceParent)
    {
        var headers = new Headers();
        headers.Add(EventHeaders.SpecVersion, SpecVersion);
        Add(headers, EventHeaders.Id, source.Id);
        Add(headers, EventHeaders.Source, source.Source);
        Add(headers, EventHeaders.Type, source.Type);
        Add(headers, EventHeaders.Time, source.Time);
        Add(headers, EventHeaders.Subject, source.Subject);
        Add(headers, EventHeaders.ContentType, source.DataContentType);
        foreach (var (name, value) in source.Extensions) Add(headers, EventHeaders.Prefix + name, value);
        Add(headers, EventHeaders.TraceParent, traceParent);
        return headers;
    }

    private static void Add(Headers headers, string name, string? value)
    {
        if (value is not null) headers.Add(name, Encoding.UTF8.GetBytes(value));
    }
}
