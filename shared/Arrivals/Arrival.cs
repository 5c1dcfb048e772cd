using Microsoft.AspNetCore.Connections;

namespace Gateway.Shared.Arrivals;

/// <summary>A TCP connection that has shown no grant yet.</summary>
internal sealed class Arrival(ConnectionContext connection, long since)
{
    private volatile bool _hasAsked;

    /// <summary>When it came, as a time stamp of the clock.</summary>
    public long Since => since;

    /// <summary>Whether it has brought a request.</summary>
    public bool HasAsked
    {
        get => _hasAsked;
        set => _hasAsked = value;
    }

    /// <summary>Ends it.</summary>
    public void Abort() => connection.Abort();
}
