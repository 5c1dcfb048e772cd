using Gateway.Bench.Load;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Bench.Roaming;

/// <summary>Opens connections on threads of their own, because connecting blocks; the loop does the rest.</summary>
internal sealed class Openers
{
    private const int Threads = 16;

    // An address has about 28,000 ports to connect from.
    private const int ClientsPerAddress = 10_000;

    private readonly BlockingCollection<RoamingClient> _waiting = [];
    private readonly Action<RoamingClient, Socket?> _opened;
    private readonly byte[] _request;

    /// <summary>The socket given to <paramref name="opened"/> is null if the connection was refused.</summary>
    public Openers(string request, Action<RoamingClient, Socket?> opened)
    {
        _request = System.Text.Encoding.ASCII.GetBytes(request);
        _opened = opened;
        for (var i = 0; i < Threads; i++) new Thread(Run) { IsBackground = true, Name = "opener" }.Start();
    }

    /// <summary>Where to connect to.</summary>
    public volatile int Port;

    public void Open(RoamingClient client) => _waiting.Add(client);

    private void Run()
    {
        foreach (var client in _waiting.GetConsumingEnumerable()) _opened(client, Connect(client.Index));
    }

    private Socket? Connect(int index)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            // A client that does not read is then felt by the server soon, not after megabytes.
            ReceiveBufferSize = 16 << 10,
        };
        try
        {
            LocalAddress.Bind(socket, index / ClientsPerAddress);
            socket.Connect(IPAddress.Loopback, Port);
            socket.Send(_request);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
