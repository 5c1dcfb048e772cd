namespace Gateway.Tests.Faults.Checking;

/// <summary>One thing that must not have happened.</summary>
/// <param name="Kind">What.</param>
/// <param name="Who">The client and channel, or the writer.</param>
/// <param name="Detail">Which event, where.</param>
/// <param name="At">When; null if that is not known.</param>
internal sealed record Finding(FindingKind Kind, string Who, string Detail, TimeSpan? At = null);
