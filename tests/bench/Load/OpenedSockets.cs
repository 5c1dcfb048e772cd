using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Bench.Load;

/// <summary>
/// Opens the connections: TCP, the WebSocket's handshake, the subscription and its answer. Some at a time, each waiting for its answers.
/// </summary>
internal static class OpenedSockets
{
    private const int AtATime = 16;
    private const int TimeoutMilliseconds = 60_000;

    // An address has about 28,000 ports to connect from.
    private const int ClientsPerAddress = 20_000;

    /// <summary>Opens and subscribes the connections <paramref name="from"/> up to <paramref name="to"/>.</summary>
    public static void Open(LoadPlan plan, Socket[] sockets, int from, int to) =>
        Parallel.For(from, to, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, i => sockets[i] = Open(plan, i));

    private static Socket Open(LoadPlan plan, int client)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = TimeoutMilliseconds,
        };
        if (plan.Clients > ClientsPerAddress) LocalAddress.Bind(socket, client / ClientsPerAddress);
        socket.Connect(IPAddress.Loopback, plan.Port);
        socket.Send(Encoding.ASCII.GetBytes(plan.Request));
        Expect(socket, "HTTP/1.1 101", "\r\n\r\n");
        socket.Send(WebSocketFrames.FromClient(plan.Subscribes[client % plan.Subscribes.Count]));
        Expect(socket, "", plan.Subscribed);
        return socket;
    }

    private static void Expect(Socket socket, string start, string contained)
    {
        var buffer = new byte[8192];
        var text = "";
        while (!text.Contains(contained, StringComparison.Ordinal))
        {
            var read = socket.Receive(buffer);
            if (read > 0) text += Encoding.Latin1.GetString(buffer, 0, read);
            if (read == 0 || text.Length > buffer.Length) throw new BenchException($"The server answered, without {contained.Trim()}: {text}");
        }
        if (!text.StartsWith(start, StringComparison.Ordinal)) throw new BenchException($"The server answered: {text}");
    }
}
