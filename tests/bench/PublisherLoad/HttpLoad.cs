using System.Net;
using System.Net.Sockets;
using Gateway.Bench.Load;

namespace Gateway.Bench.PublisherLoad;

/// <summary>
/// Keep-alive connections of HTTP/1.1, each with one request under way, on one thread: a client that costs as little as it can, because it runs on the
/// machine that is measured.
/// </summary>
internal sealed class HttpLoad : IDisposable
{
    private const int WaitMilliseconds = 100;

    private readonly Epoll _epoll = new();
    private readonly HttpConnection[] _connections;
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly Thread _thread;
    private long _number;
    private long _acknowledged;
    private volatile bool _stopped;
    private volatile Exception? _failure;

    public HttpLoad(int port, IEnumerable<PreparedRequest> requests)
    {
        // Ids that no load before it has used.
        _number = System.Diagnostics.Stopwatch.GetTimestamp();
        _connections = [.. requests.Select(request => new HttpConnection(port, request))];
        for (var i = 0; i < _connections.Length; i++) _epoll.Add(_connections[i].Socket.Handle, i);
        _thread = new Thread(Run) { IsBackground = true, Name = "http load" };
        _thread.Start();
    }

    /// <summary>How many events were answered with 201.</summary>
    public long Acknowledged => _failure is { } failure ? throw new BenchException($"The publisher API: {failure.Message}") : Volatile.Read(ref _acknowledged);

    /// <summary>Ends at once; what is under way is not waited for.</summary>
    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
        foreach (var connection in _connections) connection.Socket.Dispose();
        _epoll.Dispose();
    }

    private void Run()
    {
        try
        {
            foreach (var connection in _connections) connection.Send(ref _number);
            while (!_stopped)
            {
                var readable = _epoll.Wait(WaitMilliseconds);
                for (var i = 0; i < readable; i++) Read(_connections[_epoll.KeyAt(i)]);
            }
        }
        catch (Exception failure) when (failure is BenchException or SocketException)
        {
            _failure = failure;
        }
    }

    private void Read(HttpConnection connection)
    {
        var read = Epoll.Read(connection.Socket.Handle, _buffer);
        if (read < 0 && Epoll.NothingToRead) return;
        if (read <= 0) throw new BenchException("a connection was closed.");
        if (!connection.Take(_buffer.AsSpan(0, read))) return;
        Volatile.Write(ref _acknowledged, _acknowledged + connection.Events);
        connection.Send(ref _number);
    }
}

/// <summary>One connection and the answer that it waits for.</summary>
internal sealed class HttpConnection
{
    private const long NoHead = -1;
    private const long InChunks = long.MaxValue;

    private readonly PreparedRequest _request;
    private readonly byte[] _head = new byte[2048];
    private int _headLength;
    private long _bodyLeft = NoHead;

    public HttpConnection(int port, PreparedRequest request)
    {
        _request = request;
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(IPAddress.Loopback, port);
    }

    public Socket Socket { get; }

    public int Events => _request.Events;

    public void Send(ref long number)
    {
        _request.Renumber(ref number);
        Socket.Send(_request.Bytes);
    }

    /// <summary>Takes what came; true if the answer is whole.</summary>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        if (_bodyLeft == NoHead && !TakeHead(ref bytes)) return false;
        // No answer in JSON ends so but with its last chunk.
        if (_bodyLeft == InChunks ? !bytes.EndsWith("0\r\n\r\n"u8) : (_bodyLeft -= bytes.Length) > 0) return false;
        (_headLength, _bodyLeft) = (0, NoHead);
        return true;
    }

    private bool TakeHead(ref ReadOnlySpan<byte> bytes)
    {
        var before = _headLength;
        var taken = Math.Min(bytes.Length, _head.Length - before);
        bytes[..taken].CopyTo(_head.AsSpan(before));
        _headLength += taken;
        var head = _head.AsSpan(0, _headLength);
        var end = head.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        bytes = bytes[(end + 4 - before)..];
        _bodyLeft = LengthIn(head);
        return true;
    }

    private static long LengthIn(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 201"u8)) throw new BenchException($"it answered {System.Text.Encoding.ASCII.GetString(head)}");
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0) return InChunks;
        return System.Buffers.Text.Utf8Parser.TryParse(head[(at + 16)..], out long length, out _) ? length : throw new BenchException("its Content-Length is no number.");
    }
}
