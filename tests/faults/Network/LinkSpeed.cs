namespace Gateway.Tests.Faults.Network;

/// <summary>How fast a link is.</summary>
/// <param name="BufferBytes">What the kernel holds at each end, in bytes; 0: its own choice.</param>
/// <param name="BytesPerSecond">Of each connection, in each direction; 0: no limit.</param>
internal readonly record struct LinkSpeed(int BufferBytes, int BytesPerSecond)
{
    /// <summary>To a client: small buffers, so that a client that does not read is soon felt by the gateway.</summary>
    public static LinkSpeed OfClients { get; } = new(8 << 10, 0);

    /// <summary>To a client that is far away.</summary>
    public static LinkSpeed OfSlowClients { get; } = new(4 << 10, 6 << 10);
}
