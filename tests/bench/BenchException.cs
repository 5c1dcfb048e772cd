namespace Gateway.Bench;

/// <summary>Something that the bench needs is not there; the message says what.</summary>
internal sealed class BenchException(string message) : Exception(message);
