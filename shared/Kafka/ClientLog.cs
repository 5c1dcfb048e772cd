using Confluent.Kafka;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Shared.Kafka;

/// <summary>What librdkafka writes, as lines of our log. While Kafka is away each client repeats itself many times a second: of all of them together one line in 10 s is written.</summary>
/// <param name="client">What the client is for: producer, consumer.</param>
/// <param name="log">Where the lines go.</param>
public sealed partial class ClientLog(string client, ILogger log)
{
    private static readonly LogThrottle OfAllClients = new(TimeProvider.System);

    /// <summary>Drops what librdkafka writes: for clients whose lines are said by others too.</summary>
    public static void Drop(IClient client, LogMessage message)
    {
    }

    /// <summary>
    /// Drops an error that librdkafka tells of its connections: it has written it as a line too. Without a handler it keeps errors until it is asked for records, or
    /// closed, and writes them then, minutes late.
    /// </summary>
    public static void Drop(IClient client, Error error)
    {
    }

    /// <summary>Writes the line, or counts it.</summary>
    public void Write(IClient from, LogMessage message)
    {
        if (OfAllClients.Admits(out var suppressed)) LogClient(log, client, message.Message, suppressed);
    }

    /// <summary>Writes an error after which the client works no more; others are dropped.</summary>
    public void Write(IClient from, Error error)
    {
        if (error.IsFatal) LogFatal(log, client, error.Code, error.Reason);
    }

    [LoggerMessage(1111, LogLevel.Warning, "Kafka {Client}: {Message} ({Suppressed} lines left out before)")]
    private static partial void LogClient(ILogger log, string client, string message, int suppressed);

    [LoggerMessage(1114, LogLevel.Critical, "Kafka {Client}: works no more, restart this service: {Code}, {Reason}")]
    private static partial void LogFatal(ILogger log, string client, ErrorCode code, string reason);
}
