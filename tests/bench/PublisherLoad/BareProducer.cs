using System.Globalization;
using Confluent.Kafka;
using Gateway.Shared.Events;
using Gateway.Shared.Kafka;

namespace Gateway.Bench.PublisherLoad;

/// <summary>
/// What anybody would write who needs no API: a Confluent.Kafka producer with the settings of ours, idempotent, <c>acks=all</c>. It writes the same records, with their
/// headers.
/// </summary>
internal sealed class BareProducer(string bootstrapServers, string topic, PublisherLoadPlan plan) : IDisposable
{
    private readonly IProducer<byte[], byte[]?> _producer =
        new ProducerBuilder<byte[], byte[]?>(new KafkaOptions { BootstrapServers = bootstrapServers }.Producer()).SetLogHandler((_, _) => { }).Build();

    private readonly byte[] _data = PublisherRequests.Data(plan.Size);
    private long _sent;
    private long _acknowledged;
    private volatile bool _stopped;

    /// <summary>How many events Kafka has acknowledged.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Sends one event after the other in each of so many loops, until it is stopped.</summary>
    public Task SendSinglesAsync() => RunAsync(plan.InFlight, async () =>
    {
        await _producer.ProduceAsync(topic, NextMessage());
        Interlocked.Increment(ref _acknowledged);
    });

    /// <summary>Sends one batch after the other in each of so many loops, until it is stopped.</summary>
    public Task SendBatchesAsync() => RunAsync(plan.BatchesInFlight, SendBatchAsync);

    /// <summary>Begins no more.</summary>
    public void Stop() => _stopped = true;

    public void Dispose() => _producer.Dispose();

    private Task RunAsync(int loops, Func<Task> sendAsync) => Task.WhenAll(Enumerable.Range(0, loops).Select(_ => Task.Run(async () =>
    {
        while (!_stopped) await sendAsync();
    })));

    private async Task SendBatchAsync()
    {
        var missing = plan.BatchEvents;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var i = 0; i < plan.BatchEvents; i++) _producer.Produce(topic, NextMessage(), Note);
        await all.Task;
        Interlocked.Add(ref _acknowledged, plan.BatchEvents);

        void Note(DeliveryReport<byte[], byte[]?> report)
        {
            if (report.Error.IsError) all.TrySetException(new KafkaException(report.Error));
            else if (Interlocked.Decrement(ref missing) == 0) all.TrySetResult();
        }
    }

    private Message<byte[], byte[]?> NextMessage()
    {
        var number = Interlocked.Increment(ref _sent);
        return EventMessage.From(
            new Event
            {
                Channel = PublisherRequests.Channel(number % plan.Channels),
                Id = number.ToString("x16", CultureInfo.InvariantCulture),
                Source = "/bench",
                Type = "bench.sent",
                Time = "2026-11-23T12:00:00.000Z",
                DataContentType = MediaTypes.Json,
                Data = _data,
            },
            traceParent: null);
    }
}
