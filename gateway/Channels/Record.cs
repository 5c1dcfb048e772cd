using System.Diagnostics;

namespace Gateway.Channels;

/// <summary>What a window keeps of a log record besides its frame.</summary>
/// <param name="Offset">The Kafka offset.</param>
/// <param name="Timestamp">Kafka's time stamp, in milliseconds since 1970.</param>
/// <param name="Trace">The trace to which the send belongs; default if none is recorded.</param>
/// <param name="Key">Of what the event tells the newest state, within its channel, in UTF-8: the row key of a table; empty if of nothing. Good until the next record.</param>
internal readonly record struct Record(long Offset, long Timestamp, ActivityContext Trace, ReadOnlyMemory<byte> Key = default);
