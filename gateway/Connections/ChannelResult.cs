using Gateway.Shared.Errors;
using Gateway.Shared.Positions;

namespace Gateway.Connections;

/// <summary>What became of one channel of a command: where its subscription stands, or why it was refused.</summary>
internal readonly record struct ChannelResult(string Channel, Position? Position, Code? Refusal);
