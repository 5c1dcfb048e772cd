using System.Text.Json;

namespace Gateway.Bench.Load;

/// <summary>What the load client is to do, handed over as one argument.</summary>
/// <param name="Port">The server's port on 127.0.0.1.</param>
/// <param name="Clients">How many connections.</param>
/// <param name="Request">The opening handshake, whole.</param>
/// <param name="Subscribes">For each channel the text message that subscribes; client i takes the i-th, in turn.</param>
/// <param name="Subscribed">What the answer to it contains.</param>
/// <param name="EventBytes">The size of an event's data: sizes the buffers.</param>
/// <param name="ManyInAFrame">Whether a frame may hold several events: then all of it is searched.</param>
internal sealed record LoadPlan(
    int Port, int Clients, string Request, IReadOnlyList<string> Subscribes, string Subscribed, int EventBytes, bool ManyInAFrame)
{
    /// <summary>The connections that are opened first: what the server needs once, not for each, is then there.</summary>
    public int First => Math.Min(100, Clients / 2);

    public static LoadPlan FromArguments(string json) =>
        JsonSerializer.Deserialize<LoadPlan>(json) ?? throw new BenchException("The load client got no plan.");

    public string ToArgument() => JsonSerializer.Serialize(this);
}
