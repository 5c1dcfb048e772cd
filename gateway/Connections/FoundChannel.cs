using Gateway.Channels;
using Gateway.Shared.Errors;
using Gateway.Shared.Positions;

namespace Gateway.Connections;

/// <summary>A channel of a subscribe command, once it is known where its subscription is to begin.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Refusal">Why it cannot begin; null if it can, and only then the rest counts.</param>
/// <param name="Partition">Where the channel lies.</param>
/// <param name="Name">The channel, in UTF-8.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Table">Which rows are wanted; null: it is no table.</param>
/// <param name="Durable">What is known of its cursor.</param>
internal readonly record struct FoundChannel(
    ChannelRequest Request, Code? Refusal, PartitionId Partition, byte[] Name, SubscriptionStart Start, TableView? Table, DurableStart Durable)
{
    /// <summary>One that cannot begin.</summary>
    public static FoundChannel Refused(ChannelRequest request, Code refusal) => new(request, refusal, default, [], default, null, default);
}
