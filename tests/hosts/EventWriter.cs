using System.Text;
using Confluent.Kafka;
using Gateway.Tests.Client;

namespace Gateway.Tests.Hosts;

/// <summary>A producer that knows nothing of the gateway but the format of its topics.</summary>
internal sealed class EventWriter(string bootstrapServers, string topic) : IDisposable
{
    private readonly IProducer<string, byte[]> _producer = new ProducerBuilder<string, byte[]>(new ProducerConfig
    {
        BootstrapServers = bootstrapServers,
        Partitioner = Partitioner.Murmur2Random,
        Acks = Acks.All,
        EnableIdempotence = true,
        LingerMs = 5,
    }).SetLogHandler((_, _) => { }).Build();

    /// <summary>Writes an event whose data is a number; returns when Kafka has it.</summary>
    public Task WriteAsync(string channel, int number) => WriteAsync(channel, $"{channel}-{number}", Encoding.ASCII.GetBytes($"{number}"));

    /// <summary>Writes numbers, in order; returns when Kafka has all.</summary>
    public Task WriteAsync(string channel, IEnumerable<int> numbers) => Task.WhenAll(numbers.Select(number => WriteAsync(channel, number)).ToList());

    /// <summary>Writes an event with JSON data, with Kafka's time stamp as given or of now; returns when Kafka has it.</summary>
    public Task WriteAsync(string channel, string id, byte[] json, DateTimeOffset? time = null)
    {
        var headers = new Headers();
        foreach (var (name, value) in HeadersOf(id)) headers.Add(name, Encoding.UTF8.GetBytes(value));
        return _producer.ProduceAsync(topic, new Message<string, byte[]>
        {
            Key = channel,
            Value = json,
            Headers = headers,
            Timestamp = time is { } given ? new Timestamp(given) : Timestamp.Default,
        }).WaitAsync(Within.Limit);
    }

    /// <summary>Writes a record with just these headers; returns when Kafka has it.</summary>
    public Task WriteAsync(string channel, byte[] value, params Header[] headers) =>
        _producer.ProduceAsync(topic, new Message<string, byte[]> { Key = channel, Value = value, Headers = [.. headers] }).WaitAsync(Within.Limit);

    public void Dispose() => _producer.Dispose();

    private static (string Name, string Value)[] HeadersOf(string id) =>
    [
        ("ce_specversion", "1.0"),
        ("ce_id", id),
        ("ce_source", "/tests"),
        ("ce_type", "tested"),
        ("ce_time", "2026-11-23T12:00:00Z"),
        ("content-type", "application/json"),
    ];
}
