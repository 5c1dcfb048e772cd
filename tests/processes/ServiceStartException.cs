namespace Gateway.Tests.Processes;

/// <summary>A server did not start; the message has what it wrote.</summary>
public sealed class ServiceStartException(string message) : Exception(message);
