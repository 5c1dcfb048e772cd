namespace Gateway.Bench.Servers;

/// <summary>What a server is to carry; the limit, which sends by itself, must know.</summary>
/// <param name="Clients">How many connections, on one channel.</param>
/// <param name="Rate">Events a second; 0: none.</param>
/// <param name="FrameBytes">What an event takes on the wire to a client of the gateway, frame header included.</param>
internal sealed record OfferedLoad(int Clients, int Rate, int FrameBytes)
{
    /// <summary>What the gateway's JSON adds to 200 bytes of data, until a round has measured it.</summary>
    public const int GuessedEnvelopeBytes = 225;
}
