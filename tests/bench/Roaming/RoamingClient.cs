using System.Net.Sockets;
using System.Text;
using Gateway.Bench.Load;

namespace Gateway.Bench.Roaming;

/// <summary>One client that goes where it is sent and resumes after its last position. By the loop's thread, but for opening.</summary>
internal sealed class RoamingClient(int index, string channel)
{
    private byte[] _position = [];
    private int _positionLength;

    public int Index => index;

    public Socket? Socket { get; set; }

    /// <summary>What came of a frame, or of the answer to the handshake, that is not whole yet.</summary>
    public byte[] Rest { get; set; } = [];

    public bool IsUpgraded { get; set; }

    public bool IsSubscribed { get; set; }

    /// <summary>Whether the newest event was new when it came.</summary>
    public bool IsLive { get; set; }

    /// <summary>Whether it reads nothing.</summary>
    public bool IsStalled { get; set; }

    /// <summary>Whether it ever was, or is to be.</summary>
    public bool Stalls { get; set; }

    /// <summary>When it left, or read again, in ticks; 0 if it has not, or is live again.</summary>
    public long LeftAt { get; set; }

    /// <summary>The number of the next event.</summary>
    public long Next { get; set; }

    /// <summary>The command that subscribes, after the last position if there is one.</summary>
    public byte[] Subscribe() => WebSocketFrames.FromClient(_positionLength == 0
        ? $$$"""{"id":1,"subscribe":{"channels":["{{{channel}}}"]}}"""
        : $$$"""{"id":1,"subscribe":{"channels":[{"channel":"{{{channel}}}","position":"{{{Encoding.ASCII.GetString(_position, 0, _positionLength)}}}"}]}}""");

    /// <summary>Keeps the position that a message carries, if it does.</summary>
    public void Keep(ReadOnlySpan<byte> message)
    {
        var start = message.IndexOf("\"position\":\""u8);
        if (start < 0) return;
        var position = message[(start + "\"position\":\"".Length)..];
        position = position[..position.IndexOf((byte)'"')];
        if (_position.Length < position.Length) _position = new byte[position.Length + 8];
        position.CopyTo(_position);
        _positionLength = position.Length;
    }

    /// <summary>Forgets the connection, not the place in the log.</summary>
    public void Disconnect()
    {
        Socket?.Dispose();
        Socket = null;
        Rest = [];
        IsUpgraded = IsSubscribed = IsLive = IsStalled = false;
    }
}
