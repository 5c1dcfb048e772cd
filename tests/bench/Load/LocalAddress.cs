using System.Net;
using System.Net.Sockets;

namespace Gateway.Bench.Load;

/// <summary>Where clients come from: 127.0.0.2 and on, because one address has too few ports for many thousands.</summary>
internal static class LocalAddress
{
    // IP_BIND_ADDRESS_NO_PORT of ip(7).
    private const int BindAddressNoPort = 24;

    /// <summary>
    /// Lets the socket connect from the address of this number. The port is chosen when connecting, where only the pair must be unused: to
    /// find one for an address alone took the kernel half of the machine while 10,000 came back.
    /// </summary>
    public static void Bind(Socket socket, int number)
    {
        socket.SetRawSocketOption(0, BindAddressNoPort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(number + 2)]), 0));
    }
}
