namespace Gateway.Tests.Faults.Clients;

/// <summary>An event as a client received it.</summary>
/// <param name="Position">Where it lies.</param>
/// <param name="Fingerprint">See <see cref="Faults.Fingerprint"/>.</param>
/// <param name="At">When it arrived.</param>
internal readonly record struct Delivery(LogPosition Position, ulong Fingerprint, TimeSpan At);
