using Gateway.Shared.Positions;

namespace Gateway.Channels;

/// <summary>What <see cref="WindowTable"/> asks of the log.</summary>
internal abstract record LogRequest
{
    private LogRequest()
    {
    }

    /// <summary>Read the partition from its end on, and open the window there.</summary>
    public sealed record Open(PartitionWindow Window) : LogRequest;

    /// <summary>Read the partition no longer.</summary>
    public sealed record Close(PartitionWindow Window) : LogRequest;

    /// <summary>Tell the partition's last offset; null if Kafka does not answer.</summary>
    public sealed record End(PartitionId Partition, TaskCompletionSource<long?> Answer) : LogRequest;
}
