using System.Buffers.Binary;
using System.Net.Sockets;

namespace Gateway.Connections.WebSockets;

/// <summary>How much of what was sent to a socket the client's side has taken, by Linux's TCP_INFO (tcp(7), struct tcp_info of linux/tcp.h).</summary>
internal static class TakenBytes
{
    private const int Tcp = 6;
    private const int TcpInfo = 11;

    // Offsets in the structure: bytes acknowledged, since Linux 4.1, and the window that the other side offers, since 5.4.
    private const int Acknowledged = 120;
    private const int Window = 228;
    private const int Length = 232;

    /// <summary>
    /// The right edge of the client's window (RFC 9293, 3.3.1), in bytes since the socket was opened: it moves on when the client reads, not when its kernel only
    /// acknowledges. 0 where the system does not tell.
    /// </summary>
    public static long Of(Socket socket) => Of(socket, out _);

    /// <summary>The same, and how much the client's kernel has acknowledged, in bytes since the socket was opened, read or not.</summary>
    public static long Of(Socket socket, out long acknowledged)
    {
        Span<byte> info = stackalloc byte[Length];
        acknowledged = 0;
        if (!TryRead(socket, info)) return 0;
        acknowledged = BinaryPrimitives.ReadInt64LittleEndian(info[Acknowledged..]);
        return acknowledged + BinaryPrimitives.ReadUInt32LittleEndian(info[Window..]);
    }

    private static bool TryRead(Socket socket, Span<byte> info)
    {
        try
        {
            return OperatingSystem.IsLinux() && socket.GetRawSocketOption(Tcp, TcpInfo, info) >= Length;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
