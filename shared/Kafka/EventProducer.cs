using System.Diagnostics;
using Confluent.Kafka;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;
using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Kafka;

/// <summary>Writes events to the apps' topics. One idempotent producer for the whole process; safe from any thread.</summary>
public sealed partial class EventProducer : IDisposable
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly IProducer<byte[], byte[]?> _producer;
    private readonly TopicCatalog _topics;
    private readonly ILogger<EventProducer> _log;
    private readonly LogThrottle _refused;

    public EventProducer(IOptions<KafkaOptions> options, TopicCatalog topics, TimeProvider time, ILogger<EventProducer> log)
    {
        _topics = topics;
        _log = log;
        _refused = new LogThrottle(time);
        var client = new ClientLog("producer", log, time);
        _producer = new ProducerBuilder<byte[], byte[]?>(options.Value.Producer())
            .SetLogHandler((_, message) => client.Write(message))
            .Build();
    }

    /// <summary>
    /// Writes the event and answers when Kafka has it or when <see cref="KafkaOptions.PublishTimeout"/> has passed. Never throws
    /// for what Kafka does: the outcome names the code.
    /// </summary>
    public async Task<PublishOutcome> PublishAsync(App app, Event published)
    {
        if (!_topics.TryGetStreams(app.Name, out var topic)) return Refused(Codes.KafkaUnavailable);
        using var activity = Tracing.StartPublish(topic.Name, published);
        var started = Stopwatch.GetTimestamp();
        var report = await SendAsync(topic, EventMessage.From(published, Tracing.TraceParent()));
        if (report.Error.IsError) return Refused(CodeOf(report.Error));
        PublishMetrics.Published(published.Data?.Length ?? 0, Stopwatch.GetElapsedTime(started));
        return new PublishOutcome(new Position(topic.Epoch, report.Partition.Value, report.Offset.Value), null);
    }

    public void Dispose()
    {
        _producer.Flush(FlushTimeout);
        _producer.Dispose();
    }

    private Task<DeliveryReport<byte[], byte[]?>> SendAsync(Topic topic, Message<byte[], byte[]?> message)
    {
        var reported = new TaskCompletionSource<DeliveryReport<byte[], byte[]?>>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _producer.Produce(topic.Name, message, reported.SetResult);
        }
        catch (ProduceException<byte[], byte[]?> refused)
        {
            reported.SetResult(new DeliveryReport<byte[], byte[]?> { Error = refused.Error });
        }
        return reported.Task;
    }

    // Counted where it is answered: here as well would count it twice.
    private static PublishOutcome Refused(Code code) => new(default, code);

    private Code CodeOf(Error error)
    {
        if (_refused.Admits(out var suppressed)) LogRefused(error.Code, error.Reason, suppressed);
        return error.Code switch
        {
            ErrorCode.MsgSizeTooLarge => Codes.EventTooLarge,
            ErrorCode.Local_QueueFull => Codes.Overloaded,
            _ => Codes.KafkaUnavailable,
        };
    }

    [LoggerMessage(1110, LogLevel.Warning, "Kafka did not take an event: {Code}, {Reason} ({Suppressed} lines left out before)")]
    private partial void LogRefused(ErrorCode code, string reason, int suppressed);
}
