using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Unit.Connections.WebSockets;

/// <summary>The two ends of a connection on loopback. The server's send buffer is small, so that it is soon full.</summary>
internal sealed class SocketPair : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public SocketPair()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        Client.Connect(listener.LocalEndpoint);
        Server = listener.AcceptSocket();
        Server.SendBufferSize = 4 << 10;
    }

    public Socket Server { get; }

    public Socket Client { get; }

    /// <summary>What the client receives next.</summary>
    public byte[] Read(int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;) read += Client.Receive(bytes.AsSpan(read)) is > 0 and var more ? more : throw new EndOfStreamException();
        return bytes;
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
