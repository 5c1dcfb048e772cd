using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Gateway.Bench.Load;

namespace Gateway.Bench.Roaming;

/// <summary>
/// Clients that come back, all on one thread: each keeps its place, checks the number of every event, and when it is sent away or cut
/// returns after a pause of up to 1 s, as docs/protocol.md says, to where it is told to go.
/// </summary>
internal sealed class RoamingLoop
{
    private const int WaitMilliseconds = 20;
    private static readonly double MicrosecondsPerTick = 1e6 / Stopwatch.Frequency;

    private readonly Epoll _epoll = new();
    private readonly RoamingClient[] _clients;
    private readonly Openers _openers;
    private readonly ConcurrentQueue<Action> _orders = new();
    private readonly PriorityQueue<RoamingClient, long> _returns = new();
    private readonly LatencyHistogram _latencies = new();
    private readonly LatencyHistogram _timesAway = new();
    private readonly int[] _opened = new int[3600];
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly byte[] _buffer;
    private readonly int _channels;
    private bool _away;
    private long _events, _lost, _doubled, _gaps, _told, _cut, _refused;

    public RoamingLoop(RoamingPlan plan)
    {
        _channels = plan.Channels.Count;
        _buffer = new byte[(256 << 10) + (4 * plan.EventBytes)];
        _openers = new Openers(plan.Request, (client, socket) => _orders.Enqueue(() => Opened(client, socket))) { Port = plan.Port };
        _clients = [.. Enumerable.Range(0, plan.Clients).Select(i => new RoamingClient(i, plan.Channels[i % _channels]))];
        foreach (var client in _clients) Open(client);
    }

    /// <summary>Carries an order out between two reads: its answer.</summary>
    public Task<T> DoAsync<T>(Func<T> order)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Enqueue(() => done.SetResult(order()));
        return done.Task;
    }

    /// <summary>Whoever is sent away goes there.</summary>
    public void GoTo(int port) => _openers.Port = port;

    /// <summary>All cut their connections, and stay away.</summary>
    public void Leave()
    {
        _away = true;
        _returns.Clear();
        foreach (var client in _clients) Drop(client);
    }

    /// <summary>All come back, without a pause.</summary>
    public void Return()
    {
        _away = false;
        foreach (var client in _clients) Open(client);
    }

    /// <summary>The first clients are those that stall; what they get is not counted among the latencies.</summary>
    public void Choose(int count)
    {
        foreach (var client in _clients.AsSpan(0, count)) client.Stalls = true;
    }

    /// <summary>Those that stall stop reading, or read on.</summary>
    public void Stall(bool stall)
    {
        foreach (var client in _clients)
        {
            if (!client.Stalls || client.IsStalled == stall || client.Socket is not { } socket) continue;
            client.IsStalled = stall;
            client.IsLive &= !stall;
            client.LeftAt = stall ? 0 : Stopwatch.GetTimestamp();
            if (stall) _epoll.Remove(socket.Handle);
            else _epoll.Add(socket.Handle, client.Index);
        }
    }

    public RoamingTotals Totals() => new()
    {
        At = Stopwatch.GetTimestamp(),
        Subscribed = _clients.Count(client => client.IsSubscribed),
        Live = _clients.Count(client => client.IsLive),
        Events = _events,
        Lost = _lost,
        Doubled = _doubled,
        Gaps = _gaps,
        Told = _told,
        Cut = _cut,
        Refused = _refused,
        OpenedInSecond = _opened[..(int)(Stopwatch.GetElapsedTime(_started).TotalSeconds + 1)],
        Latencies = _latencies.Counts,
        TimesAway = _timesAway.Counts,
        Reached = [.. Enumerable.Range(0, _channels).Select(channel => _clients.Where(client => client.Index % _channels == channel).Min(client => client.Next))],
    };

    /// <summary>Reads, for ever.</summary>
    public void Run()
    {
        while (true)
        {
            while (_orders.TryDequeue(out var order)) order();
            while (_returns.TryPeek(out var client, out var due) && due <= Stopwatch.GetTimestamp()) Open(_returns.Dequeue());
            var readable = _epoll.Wait(_orders.IsEmpty ? WaitMilliseconds : 0);
            for (var i = 0; i < readable; i++) Read(_clients[_epoll.KeyAt(i)]);
        }
    }

    private void Open(RoamingClient client)
    {
        if (!_away) _openers.Open(client);
    }

    private void Opened(RoamingClient client, Socket? socket)
    {
        _opened[(int)Stopwatch.GetElapsedTime(_started).TotalSeconds]++;
        client.Socket = socket;
        if (socket is not null) _epoll.Add(socket.Handle, client.Index);
        if (socket is null) ComeBack(client, ref _refused);
        else if (_away) Drop(client);
    }

    private void Read(RoamingClient client)
    {
        if (client.Socket is not { } socket) return;
        client.Rest.CopyTo(_buffer, 0);
        var read = Epoll.Read(socket.Handle, _buffer.AsSpan(client.Rest.Length));
        if (read <= 0)
        {
            if (read == 0 || !Epoll.NothingToRead) ComeBack(client, ref _cut);
            return;
        }
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, client.Rest.Length + read);
        if (!client.IsUpgraded && !Upgrade(client, ref bytes)) return;
        var now = Stopwatch.GetTimestamp();
        while (client.Socket is not null && WebSocketFrames.TryTake(ref bytes, out var opcode, out var payload)) Take(client, opcode, payload, now);
        if (client.Socket is not null) client.Rest = bytes.IsEmpty ? [] : bytes.ToArray();
    }

    private bool Upgrade(RoamingClient client, ref ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            client.Rest = bytes.ToArray();
            return false;
        }
        if (!bytes.StartsWith("HTTP/1.1 101"u8))
        {
            ComeBack(client, ref _refused);
            return false;
        }
        bytes = bytes[(end + 4)..];
        client.IsUpgraded = true;
        return TrySend(client, client.Subscribe());
    }

    private void Take(RoamingClient client, int opcode, ReadOnlySpan<byte> payload, long now)
    {
        if (opcode == WebSocketFrames.Text && Stamp.TryFind(payload, out var stamp)) Count(client, stamp, payload, now);
        else if (opcode == WebSocketFrames.Text) Note(client, payload);
        else if (opcode == WebSocketFrames.Ping) TrySend(client, WebSocketFrames.FromClient(WebSocketFrames.Pong, payload));
        else if (opcode == WebSocketFrames.Close)
        {
            if (TrySend(client, WebSocketFrames.FromClient(WebSocketFrames.Close, payload))) ComeBack(client, ref _told);
        }
    }

    private void Note(RoamingClient client, ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("\"gap\":"u8) >= 0) _gaps++;
        if (message.IndexOf("\"subscribe\":"u8) < 0) return;
        if (message.IndexOf("\"error\""u8) >= 0)
        {
            ComeBack(client, ref _refused);
            return;
        }
        client.IsSubscribed = true;
        client.Keep(message);
    }

    private void Count(RoamingClient client, Stamp stamp, ReadOnlySpan<byte> message, long now)
    {
        _events++;
        client.Keep(message);
        if (stamp.Number < client.Next) _doubled++;
        else
        {
            _lost += stamp.Number - client.Next;
            client.Next = stamp.Number + 1L;
        }
        if (!client.Stalls) _latencies.Add((long)((now - stamp.SentAt) * MicrosecondsPerTick));
        if (client.IsLive || now - stamp.SentAt > Stopwatch.Frequency) return;
        client.IsLive = true;
        if (client.LeftAt != 0) _timesAway.Add((long)((now - client.LeftAt) * MicrosecondsPerTick));
        client.LeftAt = 0;
    }

    private bool TrySend(RoamingClient client, byte[] frame)
    {
        try
        {
            client.Socket!.Send(frame);
            return true;
        }
        catch (SocketException)
        {
            ComeBack(client, ref _cut);
            return false;
        }
    }

    private void ComeBack(RoamingClient client, ref long reason)
    {
        reason++;
        Drop(client);
        _returns.Enqueue(client, Stopwatch.GetTimestamp() + Random.Shared.NextInt64(Stopwatch.Frequency));
    }

    private void Drop(RoamingClient client)
    {
        if (client.Socket is { } socket && !client.IsStalled) _epoll.Remove(socket.Handle);
        if (client.LeftAt == 0) client.LeftAt = Stopwatch.GetTimestamp();
        client.Disconnect();
    }
}
