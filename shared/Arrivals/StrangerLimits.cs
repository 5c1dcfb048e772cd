namespace Gateway.Shared.Arrivals;

/// <summary>What a service that tells strangers from those it knows allows them; without it a stranger is bounded as any connection is.</summary>
/// <param name="MaxConnections">Connections that have shown no grant.</param>
/// <param name="Timeout">How long one may take until its first request is there as a whole.</param>
public sealed record StrangerLimits(int MaxConnections, TimeSpan Timeout);
