using System.Net.Sockets;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Errors;

namespace Gateway.Connections;

/// <summary>What the heartbeat decided about a connection.</summary>
internal enum LivenessAction
{
    None,
    Ping,
    Close,
    Abort,
}

/// <summary>
/// The times of one connection, in the clock's ticks. Life is counted in bytes: those that come, and those that the client's side takes, so that neither a message nor
/// an event that takes long on a slow line ends it. No timer of its own: the heartbeat looks at all connections once a second.
/// </summary>
internal sealed class Liveness
{
    // Of what was sent, in bytes, so that a client that reads its pings and never answers does not pass for alive.
    private const long LeastTaken = 1 << 10;

    // What the client's kernel holds is invisible here while the client reads the last of it. A line is given the time to read that much, in bytes a second.
    private const long SlowestLine = 32 << 10;
    private const long MostHeld = 512 << 10;

    private readonly TimeProvider _time;
    private readonly GatewayOptions _options;
    private readonly long _opened;
    private long _received;
    private long _pinged;
    private long _closing;

    // Since when it is behind; 0: it is not.
    private long _behind;

    // Up to where the client's side had taken what was sent when it was pinged.
    private long _taken;

    // How much its kernel had acknowledged at the last ping, and at the last that was followed by bytes from the client: that much it has read.
    private long _asked;
    private long _read;
    private volatile bool _hasAnswered;

    public Liveness(TimeProvider time, GatewayOptions options)
    {
        _time = time;
        _options = options;
        _opened = _received = _pinged = time.GetTimestamp();
    }

    /// <summary>Whether the connection is being closed.</summary>
    public bool IsClosing => Volatile.Read(ref _closing) != 0;

    /// <summary>Bytes came from the client.</summary>
    public void Received()
    {
        _hasAnswered = true;
        Volatile.Write(ref _received, _time.GetTimestamp());
    }

    /// <summary>Nothing is read of the client until <see cref="Received"/>, because a command of its is waited for.</summary>
    public void Occupied() => Volatile.Write(ref _received, long.MaxValue);

    /// <summary>The closing handshake has begun.</summary>
    public void Closing() => Interlocked.CompareExchange(ref _closing, _time.GetTimestamp(), 0);

    /// <summary>What is to be done now, and by which code it is closed.</summary>
    /// <param name="expires">When its token ends; null: it has not connected.</param>
    /// <param name="isBehind">Whether it reads Kafka.</param>
    /// <param name="socket">Its socket, which tells what the client's side takes; null: that is not known.</param>
    /// <param name="code">The code.</param>
    public LivenessAction Check(DateTimeOffset? expires, bool isBehind, Socket? socket, out Code? code)
    {
        code = null;
        if (IsClosing) return Passed(Volatile.Read(ref _closing), _options.CloseTimeout) ? LivenessAction.Abort : LivenessAction.None;
        _behind = !isBehind ? 0 : _behind != 0 ? _behind : _time.GetTimestamp();
        NoteTaken(socket);
        code = CloseCode(expires, socket);
        if (code is not null) return LivenessAction.Close;
        return IsQuiet(socket) ? LivenessAction.Ping : LivenessAction.None;
    }

    private Code? CloseCode(DateTimeOffset? expires, Socket? socket)
    {
        if (expires is null && Passed(_opened, _options.ConnectTimeout)) return Codes.ConnectTimeout;
        if (expires <= _time.GetUtcNow()) return Codes.TokenExpired;
        if (_options.MaxTimeBehind > TimeSpan.Zero && _behind != 0 && Passed(_behind, _options.MaxTimeBehind)) return Codes.TooSlow;
        return IsSilent(socket) ? Codes.PingTimeout : null;
    }

    // The pings lie behind what the client has not read yet.
    private bool IsSilent(Socket? socket)
    {
        var received = Volatile.Read(ref _received);
        if (!Passed(received, 2 * _options.PingInterval)) return false;
        return socket is null || Passed(received, TimeSpan.FromSeconds((double)UnreadOf(socket) / SlowestLine));
    }

    private long UnreadOf(Socket socket)
    {
        TakenBytes.Of(socket, out var acknowledged);
        return Math.Clamp(acknowledged - _read, 0, MostHeld);
    }

    // Asked only of those that were pinged and have not answered.
    private void NoteTaken(Socket? socket)
    {
        if (socket is null || _pinged < Volatile.Read(ref _received) || _pinged == _opened) return;
        if (TakenBytes.Of(socket) - _taken >= LeastTaken) Volatile.Write(ref _received, _time.GetTimestamp());
    }

    private bool IsQuiet(Socket? socket)
    {
        if (!Passed(Math.Max(Volatile.Read(ref _received), _pinged), _options.PingInterval)) return false;
        _pinged = _time.GetTimestamp();
        if (socket is not null) NotePinged(socket);
        return true;
    }

    private void NotePinged(Socket socket)
    {
        if (_hasAnswered) _read = _asked;
        _hasAnswered = false;
        _taken = TakenBytes.Of(socket, out _asked);
    }

    private bool Passed(long since, TimeSpan span) => _time.GetElapsedTime(since) >= span;
}
