namespace Gateway.Tests.Faults.Network;

/// <summary>A link between two parts of the cluster.</summary>
/// <param name="From">Who opens connections: <c>gateway-1</c>, <c>clients</c>.</param>
/// <param name="To">To whom.</param>
/// <param name="Proxy">What they go through.</param>
internal sealed record Link(string From, string To, TcpProxy Proxy)
{
    public override string ToString() => $"{From}→{To}";
}
