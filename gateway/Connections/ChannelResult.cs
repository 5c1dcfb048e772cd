using Gateway.Shared.Errors;
using Gateway.Shared.Positions;

namespace Gateway.Connections;

/// <summary>What became of one channel of a command: where its subscription stands, or why it was refused.</summary>
/// <param name="IsTruncated">Whether fewer events than were asked for come first, because the search for them was ended by its bounds.</param>
/// <param name="IsResumed">Of a durable subscription: whether it goes on from its cursor; null if it is not durable.</param>
internal readonly record struct ChannelResult(string Channel, Position? Position, Code? Refusal, bool IsTruncated = false, bool? IsResumed = null);
