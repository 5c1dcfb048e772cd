using Gateway.Connections.WebSockets;
using Gateway.Shared.Arrivals;
using Gateway.Shared.Errors;

namespace Gateway.Connections.Strangers;

/// <summary>
/// The account of a connection that has not connected: what it may send until then. It is let go with the grant, so that those who are connected pay
/// nothing for it. By the receive loop only.
/// </summary>
/// <param name="bytes">The account of all.</param>
/// <param name="arrivals">Where it is held as unknown; null: nowhere.</param>
/// <param name="arrival">As what.</param>
internal sealed class Stranger(StrangerBytes bytes, ArrivalTable? arrivals = null, string arrival = "")
{
    /// <summary>The greatest message, as it is sent and as it inflates: a token of 16 KiB and what stands around it.</summary>
    public const int MaxMessageBytes = 20 << 10;

    // With headers, pings and empty frames.
    private const int MaxBytes = 24 << 10;
    private const int MaxPings = 16;

    private long _sent;
    private int _pings;

    /// <summary>It has sent so many bytes more.</summary>
    /// <exception cref="WebSocketFault">These are too many, of it or of all.</exception>
    public void Sent(long count)
    {
        _sent += count;
        if (!bytes.TryHold(count)) throw new WebSocketFault(Codes.TooManyConnections, "The strangers of this node have sent too much.");
        if (_sent > MaxBytes) throw new WebSocketFault(Codes.NotConnected, "A stranger has sent too much.");
    }

    /// <summary>It has sent a ping or pong.</summary>
    /// <exception cref="WebSocketFault">These are too many.</exception>
    public void SentControl()
    {
        if (++_pings > MaxPings) throw new WebSocketFault(Codes.NotConnected, "A stranger has sent too many pings.");
    }

    /// <summary>It has shown a grant.</summary>
    public void Know()
    {
        Leave();
        arrivals?.Know(arrival);
    }

    /// <summary>It has gone.</summary>
    public void Leave()
    {
        bytes.GiveBack(_sent);
        _sent = 0;
    }
}
