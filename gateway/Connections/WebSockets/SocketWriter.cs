using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Gateway.Channels;
using Gateway.Metrics;

namespace Gateway.Connections.WebSockets;

/// <summary>
/// Writes to a socket without anything between: what was written since the last flush goes to the kernel in one call, on the thread
/// that flushes; a run of frames goes from where it lies. Only what the kernel does not take is waited for. Idle it holds no memory. A flush of a socket that is gone is completed.
/// </summary>
/// <param name="socket">A connected socket; only this writes to it. It is made non-blocking.</param>
internal sealed class SocketWriter : PipeWriter, IDirectOutput
{
    private const int FirstBytes = 4 << 10;

    private readonly Socket _socket;
    private PooledBytes _bytes = new(FirstBytes);

    // The kernel has just not taken all of a run: no need to ask again.
    private bool _isFull;

    public SocketWriter(Socket socket)
    {
        _socket = socket;
        // A send takes what fits and returns; otherwise .NET would block the thread until all is taken.
        socket.Blocking = false;
    }

    /// <summary>Reads what a flush will need, for the sake of the cache.</summary>
    public void Preload() => Used(_socket.Blocking | _socket.SafeHandle.IsClosed);

    public override void Advance(int bytes) => _bytes.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _bytes.Room(Math.Max(sizeHint, 1));

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public bool IsFlushed => _bytes.Length == 0;

    public int Send(List<ArraySegment<byte>> pieces)
    {
        // That the socket is gone, the flush of what follows finds out.
        int sent;
        if (pieces is [var only]) TakeNow(null, only, out sent);
        else TakeNow(pieces, default, out sent);
        _isFull = sent < Length(pieces);
        return sent;
    }

    public bool TrySend(in FileRange range, out int sent)
    {
        sent = 0;
        try
        {
            sent = SendFile.Send(_socket.SafeHandle, range);
            _isFull = sent >= 0 && sent < range.Length;
            return sent >= 0;
        }
        catch (ObjectDisposedException)
        {
            // The socket or the file was closed.
            return false;
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var sent = 0;
        if (_bytes.Length == 0) return new(Release(isGone: false));
        if (!_isFull && !TakeNow(null, _bytes.Written.Span, out sent)) return new(Release(isGone: true));
        return sent == _bytes.Length ? new(Release(isGone: false)) : SendRestAsync(sent);
    }

    public override void CancelPendingFlush()
    {
        // Nobody who flushes here gives up before the socket does.
    }

    /// <summary>Gives the memory back. The socket stays.</summary>
    public override void Complete(Exception? exception = null) => Release(isGone: true);

    private static int Length(List<ArraySegment<byte>> pieces)
    {
        var length = 0;
        foreach (var piece in pieces) length += piece.Count;
        return length;
    }

    // The pieces, or if there are none the bytes. False if the socket is gone.
    private bool TakeNow(List<ArraySegment<byte>>? pieces, ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = 0;
        try
        {
            SocketError error;
            sent = pieces is null ? _socket.Send(bytes, SocketFlags.None, out error) : _socket.Send(pieces, SocketFlags.None, out error);
            if (error is not SocketError.Success) sent = 0;
            return error is SocketError.Success or SocketError.WouldBlock;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private async ValueTask<FlushResult> SendRestAsync(int sent)
    {
        var held = _bytes.Capacity;
        GatewayMetrics.FullSockets.Inc();
        GatewayMetrics.FullSocketsBytes.Inc(held);
        try
        {
            while (sent < _bytes.Length) sent += await _socket.SendAsync(_bytes.Written[sent..], SocketFlags.None);
            return Release(isGone: false);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return Release(isGone: true);
        }
        finally
        {
            GatewayMetrics.FullSockets.Dec();
            GatewayMetrics.FullSocketsBytes.Dec(held);
        }
    }

    // Not inlined, so that reading is not optimised away.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Used(bool read) => _ = read;

    private FlushResult Release(bool isGone)
    {
        _bytes.Release();
        _isFull = false;
        return new FlushResult(isCanceled: false, isCompleted: isGone);
    }
}
