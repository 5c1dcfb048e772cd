using System.Text.Json;

namespace Gateway.Bench.Roaming;

/// <summary>What the roaming clients are to do, handed over as one argument.</summary>
/// <param name="Port">The node's port on 127.0.0.1, to begin with.</param>
/// <param name="Clients">How many connections.</param>
/// <param name="Request">The opening handshake, whole.</param>
/// <param name="Channels">The channels; client i subscribes to the i-th, in turn.</param>
/// <param name="EventBytes">The size of an event's data: sizes the buffers.</param>
internal sealed record RoamingPlan(int Port, int Clients, string Request, IReadOnlyList<string> Channels, int EventBytes)
{
    public static RoamingPlan FromArgument(string json) =>
        JsonSerializer.Deserialize<RoamingPlan>(json) ?? throw new BenchException("The roaming clients got no plan.");

    public string ToArgument() => JsonSerializer.Serialize(this);
}
