using Confluent.Kafka;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Shared.Kafka;

/// <summary>What librdkafka writes, as lines of our log; it repeats itself many times a second while Kafka is away.</summary>
/// <param name="client">What the client is for: producer, consumer.</param>
/// <param name="log">Where the lines go.</param>
/// <param name="time">The clock.</param>
public sealed partial class ClientLog(string client, ILogger log, TimeProvider time)
{
    private readonly LogThrottle _throttle = new(time);

    /// <summary>Writes the line, or counts it.</summary>
    public void Write(LogMessage message)
    {
        if (_throttle.Admits(out var suppressed)) LogClient(log, client, message.Message, suppressed);
    }

    [LoggerMessage(1111, LogLevel.Warning, "Kafka {Client}: {Message} ({Suppressed} lines left out before)")]
    private static partial void LogClient(ILogger log, string client, string message, int suppressed);
}
