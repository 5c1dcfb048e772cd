using Confluent.Kafka;

namespace Gateway.Shared.Kafka;

/// <summary>Why a partition cannot be read on.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="IsOffsetGone">Whether Kafka has no record at the offset: it has forgotten it, or the log ends before.</param>
public readonly record struct ReadFailure(string Topic, int Partition, bool IsOffsetGone)
{
    /// <summary>From what the client threw; null if that is not about one partition.</summary>
    public static ReadFailure? From(ConsumeException refused) => refused.ConsumerRecord is { Topic: not null } record
        ? new(record.Topic, record.Partition.Value, refused.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange or ErrorCode.Local_LogTruncation)
        : null;
}
