using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Gateway.Channels;
using Gateway.Connections.WebSockets;
using Gateway.Tests.Unit.Channels;

namespace Gateway.Tests.Unit.Connections.WebSockets;

/// <summary>Frames that the kernel sends from a file, on real sockets.</summary>
public sealed class SendFileTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FrameFiles _files = MemoryFiles.Of(8 << 20);
    private readonly byte[] _bytes = new byte[3 << 20];
    private readonly Socket _server;
    private readonly Socket _client;
    private readonly SocketWriter _writer;

    public SendFileTests()
    {
        new Random(1).NextBytes(_bytes);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        _client.Connect(listener.LocalEndpoint);
        _server = listener.AcceptSocket();
        _server.SendBufferSize = 4 << 10;
        _writer = new SocketWriter(_server);
    }

    [LinuxFact]
    public void TrySend_OfAStretch_SendsJustThat()
    {
        Assert.True(_writer.TrySend(new FileRange(Written().Handle!, 1000, 2000), out var sent));
        Assert.Equal(2000, sent);
        Assert.Equal(_bytes.AsSpan(1000, 2000).ToArray(), Read(2000));
    }

    [LinuxFact]
    public async Task TrySend_OfMoreThanTheKernelTakes_IsFollowedByWhatIsFlushed()
    {
        Assert.True(_writer.TrySend(new FileRange(Written().Handle!, 0, _bytes.Length), out var sent));
        Assert.InRange(sent, 1, _bytes.Length - 1);
        _writer.Write(_bytes.AsSpan(sent));
        var flush = _writer.FlushAsync().AsTask();
        Assert.False(flush.IsCompleted);
        Assert.Equal(_bytes, Read(_bytes.Length));
        Assert.False((await flush.WaitAsync(Patience)).IsCompleted);
    }

    [LinuxFact]
    public void TrySend_OfAFileThatIsThenClosed_IsReceivedAsItWas()
    {
        var file = Written();
        Assert.True(_writer.TrySend(new FileRange(file.Handle!, 0, _bytes.Length), out var sent));
        // Others take its place while the client has yet to read.
        for (var i = 0; i < 4; i++) Written(new byte[_bytes.Length]);
        Assert.Null(file.Handle);
        Assert.Equal(_bytes.AsSpan(0, sent).ToArray(), Read(sent));
    }

    [LinuxFact]
    public void TrySend_OfAClosedFile_LeavesItToACopy()
    {
        var range = new FileRange(Written().Handle!, 0, 5);
        range.File.Dispose();
        Assert.False(_writer.TrySend(range, out _));
        Assert.Equal(5, _writer.Send([new(_bytes, 0, 5)]));
        Assert.Equal(_bytes.AsSpan(0, 5).ToArray(), Read(5));
    }

    [LinuxFact]
    public async Task TrySend_ToAClientThatIsGone_IsFoundOutByTheFlush()
    {
        var file = Written();
        _client.LingerState = new LingerOption(true, 0);
        _client.Close();
        for (var isGone = false; !isGone;)
        {
            if (_writer.TrySend(new FileRange(file.Handle!, 0, _bytes.Length), out _)) continue;
            _writer.Write("late"u8);
            isGone = (await _writer.FlushAsync().AsTask().WaitAsync(Patience)).IsCompleted;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private FrameFile Written() => Written(_bytes);

    private FrameFile Written(byte[] bytes)
    {
        var file = _files.Next(null)!;
        var written = 0;
        Assert.True(file.TryWrite(0, bytes, ref written));
        return file;
    }

    private byte[] Read(int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;) read += _client.Receive(bytes.AsSpan(read)) is > 0 and var more ? more : throw new EndOfStreamException();
        return bytes;
    }
}
