using Confluent.Kafka;
using Prometheus;

namespace Gateway.Shared.Telemetry;

/// <summary>Whether Kafka answers. Every loop that asks it something tells here what came of it; the last word counts.</summary>
public static class KafkaMetrics
{
    private static readonly Gauge Reachable = Metrics.CreateGauge(
        "gateway_kafka_reachable", "1 if Kafka answered the last time that this process asked it something, otherwise 0.");

    /// <summary>Kafka has answered a question, or has not.</summary>
    public static void Asked(bool answered) => Reachable.Set(answered ? 1 : 0);

    /// <summary>A question has failed: an error that a broker sent is an answer too.</summary>
    public static void Failed(Error error) => Asked(IsAnswer(error));

    // Those of the client's own errors that it concludes from an answer; Local_Partial: one for each thing that was asked about.
    internal static bool IsAnswer(Error error) =>
        !error.IsLocalError || error.Code is ErrorCode.Local_Partial or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.Local_UnsupportedFeature;
}
