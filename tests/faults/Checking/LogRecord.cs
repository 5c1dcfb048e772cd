namespace Gateway.Tests.Faults.Checking;

/// <summary>A record of a channel, as it lies in Kafka.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Event">The CloudEvents source and id: records with the same are the same event, sent again.</param>
/// <param name="Fingerprint">See <see cref="Faults.Fingerprint"/>.</param>
/// <param name="At">Kafka's time stamp.</param>
internal readonly record struct LogRecord(long Offset, string Event, ulong Fingerprint, TimeSpan At);
