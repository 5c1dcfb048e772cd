using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Processes;

/// <summary>
/// Ports for what is started. Below 32768, where Linux takes the ports of outgoing connections from: a service that is ended and started again
/// must find its port free.
/// </summary>
public static class FreePorts
{
    private const int First = 20_000;
    private const int End = 32_000;

    private static readonly HashSet<int> Taken = [];

    /// <summary>A port that nobody listens on, and that is given to nobody else in this process.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            lock (Taken)
                if (IsFree(port) && Taken.Add(port)) return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
