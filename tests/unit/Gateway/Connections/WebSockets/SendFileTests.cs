using System.Buffers;
using System.Net.Sockets;
using Gateway.Channels;
using Gateway.Connections.WebSockets;
using Gateway.Tests.Unit.Channels;

namespace Gateway.Tests.Unit.Connections.WebSockets;

/// <summary>Frames that the kernel sends from a file, on real sockets.</summary>
public sealed class SendFileTests : IDisposable
{
    private readonly FrameFiles _files = MemoryFiles.Of(8 << 20);
    private readonly byte[] _bytes = new byte[3 << 20];
    private readonly SocketPair _sockets = new();
    private readonly SocketWriter _writer;

    public SendFileTests()
    {
        new Random(1).NextBytes(_bytes);
        _writer = new SocketWriter(_sockets.Server);
    }

    [LinuxFact]
    public void TrySend_OfAStretch_SendsJustThat()
    {
        Assert.True(_writer.TrySend(new FileRange(Written().Handle!, 1000, 2000), out var sent));
        Assert.Equal(2000, sent);
        Assert.Equal(_bytes.AsSpan(1000, 2000).ToArray(), _sockets.Read(2000));
    }

    [LinuxFact]
    public async Task TrySend_OfMoreThanTheKernelTakes_IsFollowedByWhatIsFlushed()
    {
        Assert.True(_writer.TrySend(new FileRange(Written().Handle!, 0, _bytes.Length), out var sent));
        Assert.InRange(sent, 1, _bytes.Length - 1);
        _writer.Write(_bytes.AsSpan(sent));
        var flush = _writer.FlushAsync().AsTask();
        Assert.False(flush.IsCompleted);
        Assert.Equal(_bytes, _sockets.Read(_bytes.Length));
        Assert.False((await flush.WaitAsync(SocketPair.Patience)).IsCompleted);
    }

    [LinuxFact]
    public void TrySend_OfAFileThatIsThenClosed_IsReceivedAsItWas()
    {
        var file = Written();
        Assert.True(_writer.TrySend(new FileRange(file.Handle!, 0, _bytes.Length), out var sent));
        // Others take its place while the client has yet to read.
        for (var i = 0; i < 4; i++) Written(new byte[_bytes.Length]);
        Assert.Null(file.Handle);
        Assert.Equal(_bytes.AsSpan(0, sent).ToArray(), _sockets.Read(sent));
    }

    [LinuxFact]
    public void TrySend_OfAClosedFile_LeavesItToACopy()
    {
        var range = new FileRange(Written().Handle!, 0, 5);
        range.File.Dispose();
        Assert.False(_writer.TrySend(range, out _));
        Assert.Equal(5, _writer.Send([new(_bytes, 0, 5)]));
        Assert.Equal(_bytes.AsSpan(0, 5).ToArray(), _sockets.Read(5));
    }

    [LinuxFact]
    public async Task TrySend_ToAClientThatIsGone_IsFoundOutByTheFlush()
    {
        var file = Written();
        _sockets.Client.LingerState = new LingerOption(true, 0);
        _sockets.Client.Close();
        for (var isGone = false; !isGone;)
        {
            if (_writer.TrySend(new FileRange(file.Handle!, 0, _bytes.Length), out _)) continue;
            _writer.Write("late"u8);
            isGone = (await _writer.FlushAsync().AsTask().WaitAsync(SocketPair.Patience)).IsCompleted;
        }
    }

    public void Dispose() => _sockets.Dispose();

    private FrameFile Written() => Written(_bytes);

    private FrameFile Written(byte[] bytes)
    {
        var file = _files.Next(null)!;
        var written = 0;
        Assert.True(file.TryWrite(0, bytes, ref written));
        return file;
    }
}
