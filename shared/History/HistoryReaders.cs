using Gateway.Shared.Hosting.Loops;
using Gateway.Shared.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.History;

/// <summary>The readers of a process, each on a thread of its own, because they block while Kafka is asked.</summary>
internal sealed class HistoryReaders(
    HistoryQueue queue, IOptions<HistoryOptions> options, IOptions<KafkaOptions> kafka, TopicCatalog topics, TimeProvider time, ILoggerFactory logs)
{
    /// <summary>The loops: a round carries out one job.</summary>
    public IReadOnlyList<LoopWork> Loops() => [.. Enumerable.Range(0, options.Value.Readers).Select(_ => LoopOf(NewReader()))];

    private LoopWork LoopOf(HistoryReader reader) => LoopWork.OnThread("history_reader", reader.CarryNext, () =>
    {
        // What waits is answered before the reader's consumer takes its time to close.
        queue.Close();
        reader.Dispose();
    });

    private HistoryReader NewReader() => new(queue, options.Value, Connect, topics, time, logs.CreateLogger<HistoryReader>());

    private LogConsumer Connect() => new(kafka.Value.HistoryConsumer(), "history consumer", time, logs.CreateLogger<LogConsumer>());
}
