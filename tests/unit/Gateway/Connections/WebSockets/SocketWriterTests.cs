using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Unit.Connections.WebSockets;

public sealed class SocketWriterTests : IDisposable
{
    private readonly SocketPair _sockets = new();
    private readonly SocketWriter _writer;

    public SocketWriterTests() => _writer = new SocketWriter(_sockets.Server);

    [Fact]
    public async Task Flush_OfWhatTheKernelTakes_IsDoneAtOnce()
    {
        _writer.Write("one "u8);
        _writer.Write("two"u8);
        var flush = _writer.FlushAsync().AsTask();
        Assert.True(flush.IsCompletedSuccessfully);
        Assert.False((await flush).IsCompleted);
        Assert.Equal("one two"u8.ToArray(), _sockets.Read(7));
    }

    [Fact]
    public async Task Flush_OfMoreThanTheKernelTakes_WaitsForTheReaderAndLosesNothing()
    {
        var bytes = new byte[3 << 20];
        new Random(1).NextBytes(bytes);
        _writer.Write(bytes.AsSpan(0, bytes.Length - 1));
        _writer.Write(bytes.AsSpan(bytes.Length - 1));
        var flush = _writer.FlushAsync().AsTask();
        Assert.False(flush.IsCompleted);
        Assert.Equal(bytes, _sockets.Read(bytes.Length));
        Assert.False((await flush.WaitAsync(SocketPair.Patience)).IsCompleted);

        _writer.Write("after"u8);
        await _writer.FlushAsync().AsTask().WaitAsync(SocketPair.Patience);
        Assert.Equal("after"u8.ToArray(), _sockets.Read(5));
    }

    [Fact]
    public async Task Flush_WhileTheReaderGoesAway_IsCompleted()
    {
        _writer.Write(new byte[3 << 20]);
        var flush = _writer.FlushAsync().AsTask();
        Assert.False(flush.IsCompleted);
        // Unread bytes make it a reset.
        _sockets.Client.Close();
        Assert.True((await flush.WaitAsync(SocketPair.Patience)).IsCompleted);
    }

    [Fact]
    public async Task Flush_AfterTheSocketWasClosed_IsCompleted()
    {
        _sockets.Server.Close();
        _writer.Write("late"u8);
        Assert.True((await _writer.FlushAsync()).IsCompleted);
    }

    [Fact]
    public async Task Send_AfterAFlush_SendsAllPieces()
    {
        _writer.Write("first "u8);
        Assert.False(_writer.IsFlushed);
        await _writer.FlushAsync();
        Assert.True(_writer.IsFlushed);
        Assert.Equal(6, _writer.Send([Piece("sec"), Piece("ond")]));
        Assert.Equal("first second"u8.ToArray(), _sockets.Read(12));
    }

    [Fact]
    public async Task Send_OfMoreThanTheKernelTakes_IsFollowedByWhatIsFlushed()
    {
        var bytes = new byte[3 << 20];
        new Random(1).NextBytes(bytes);
        var sent = _writer.Send([new(bytes, 0, 1 << 20), new(bytes, 1 << 20, 2 << 20)]);
        Assert.InRange(sent, 1, bytes.Length - 1);
        var flush = Write(bytes.AsSpan(sent));
        Assert.False(flush.IsCompleted);
        Assert.Equal(bytes, _sockets.Read(bytes.Length));
        Assert.False((await flush.WaitAsync(SocketPair.Patience)).IsCompleted);

        Assert.Equal(5, _writer.Send([Piece("after")]));
        Assert.Equal("after"u8.ToArray(), _sockets.Read(5));
    }

    [Fact]
    public async Task Send_AfterTheSocketWasClosed_IsFoundOutByTheFlush()
    {
        _sockets.Server.Close();
        Assert.Equal(0, _writer.Send([Piece("late")]));
        Assert.True((await Write("late"u8).WaitAsync(SocketPair.Patience)).IsCompleted);
    }

    [Fact]
    public async Task Flush_OfNothing_IsDoneAtOnce() => Assert.False((await _writer.FlushAsync()).IsCompleted);

    public void Dispose() => _sockets.Dispose();

    private static ArraySegment<byte> Piece(string text) => new(Encoding.UTF8.GetBytes(text));

    private Task<FlushResult> Write(ReadOnlySpan<byte> bytes)
    {
        _writer.Write(bytes);
        return _writer.FlushAsync().AsTask();
    }
}
