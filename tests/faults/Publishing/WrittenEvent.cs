namespace Gateway.Tests.Faults.Publishing;

/// <summary>An event as its writer knows it.</summary>
/// <param name="Number">Its number in its channel, from 1; also its id.</param>
/// <param name="Fingerprint">See <see cref="Faults.Fingerprint"/>.</param>
/// <param name="FirstTry">When it was first sent.</param>
/// <param name="Tries">How often it was sent.</param>
/// <param name="Position">Where the publisher API said that it lies; null if it was never acknowledged.</param>
internal readonly record struct WrittenEvent(long Number, ulong Fingerprint, TimeSpan FirstTry, int Tries, string? Position);
