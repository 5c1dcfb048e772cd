using System.Diagnostics;
using System.Net.Sockets;

namespace Gateway.Bench.Load;

/// <summary>
/// Reads all connections on one thread, allocating nothing: one buffer for all, and a rest for each that ended within a frame.
/// </summary>
internal sealed class LoadLoop
{
    private const int WaitMilliseconds = 100;
    private static readonly double MicrosecondsPerTick = 1e6 / Stopwatch.Frequency;

    private readonly Epoll _epoll = new();
    private readonly Socket[] _sockets;
    private readonly byte[][] _rests;
    private readonly SequenceCheck[] _sequences;
    private readonly byte[] _buffer;
    private readonly LatencyHistogram _latencies = new();
    private readonly FragmentSeams? _seams;
    private volatile string _lastClose = "";
    private int _stampPlace;
    private long _events, _bytes, _reads, _closed, _duplicates, _outOfOrder, _others;

    public LoadLoop(Socket[] sockets, int eventBytes, bool manyInAFrame)
    {
        _seams = manyInAFrame ? new FragmentSeams(sockets.Length) : null;
        _sockets = sockets;
        _sequences = new SequenceCheck[sockets.Length];
        _rests = new byte[sockets.Length][];
        Array.Fill(_rests, []);
        _buffer = new byte[(256 << 10) + (4 * eventBytes)];
        for (var i = 0; i < sockets.Length; i++) _epoll.Add(sockets[i].Handle, i);
    }

    /// <summary>What was received so far; from any thread. Counts that belong together may differ by the read that is under way.</summary>
    public LoadTotals Totals => new()
    {
        At = Stopwatch.GetTimestamp(),
        Ready = _sockets.Length,
        Events = Volatile.Read(ref _events),
        Bytes = Volatile.Read(ref _bytes),
        Reads = Volatile.Read(ref _reads),
        Closed = Volatile.Read(ref _closed),
        LastClose = _lastClose,
        Duplicates = Volatile.Read(ref _duplicates),
        OutOfOrder = Volatile.Read(ref _outOfOrder),
        Others = Volatile.Read(ref _others),
        Latencies = _latencies.Counts,
    };

    /// <summary>Reads, for ever.</summary>
    public void Run()
    {
        while (true)
        {
            var readable = _epoll.Wait(WaitMilliseconds);
            for (var i = 0; i < readable; i++) Read(_epoll.KeyAt(i));
        }
    }

    private void Read(int client)
    {
        var rest = _rests[client];
        rest.CopyTo(_buffer, 0);
        var read = Epoll.Read(_sockets[client].Handle, _buffer.AsSpan(rest.Length));
        if (read <= 0)
        {
            if (read == 0 || !Epoll.NothingToRead) Drop(client);
            return;
        }
        _reads++;
        _bytes += read;
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, rest.Length + read);
        TakeFrames(client, ref bytes, Stopwatch.GetTimestamp());
        if (rest.Length > 0 || bytes.Length > 0) _rests[client] = bytes.ToArray();
    }

    private void TakeFrames(int client, ref ReadOnlySpan<byte> bytes, long now)
    {
        while (WebSocketFrames.TryTake(ref bytes, out var opcode, out var payload))
        {
            if (_seams is not null && opcode is WebSocketFrames.Text or WebSocketFrames.Continuation) CountAll(client, opcode, payload, now);
            else if (opcode == WebSocketFrames.Text && Stamp.TryFind(payload, ref _stampPlace, out var stamp)) Count(client, stamp, now);
            else if (opcode == WebSocketFrames.Ping) _sockets[client].Send(WebSocketFrames.FromClient(WebSocketFrames.Pong, payload));
            else if (opcode == WebSocketFrames.Close) _lastClose = WebSocketFrames.CloseOf(payload);
            else _others++;
        }
    }

    private void CountAll(int client, int opcode, ReadOnlySpan<byte> payload, long now)
    {
        if (_seams!.TryFind(client, opcode == WebSocketFrames.Continuation, payload, out var stamp)) Count(client, stamp, now);
        for (var place = 0; Stamp.TryFind(payload, ref place, out stamp); payload = payload[(place + 1)..]) Count(client, stamp, now);
    }

    private void Count(int client, Stamp stamp, long now)
    {
        _events++;
        _latencies.Add((long)((now - stamp.SentAt) * MicrosecondsPerTick));
        var arrival = _sequences[client].Next(stamp.Number);
        if (arrival == Arrival.Duplicate) _duplicates++;
        else if (arrival == Arrival.OutOfOrder) _outOfOrder++;
    }

    private void Drop(int client)
    {
        _closed++;
        _epoll.Remove(_sockets[client].Handle);
        _sockets[client].Dispose();
    }
}
