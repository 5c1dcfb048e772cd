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

/// <summary>The times of one connection, in the clock's ticks. No timer of its own: the heartbeat looks at all connections once a second.</summary>
internal sealed class Liveness
{
    private readonly TimeProvider _time;
    private readonly GatewayOptions _options;
    private readonly long _opened;
    private long _received;
    private long _pinged;
    private long _closing;
    private long? _behind;

    public Liveness(TimeProvider time, GatewayOptions options)
    {
        _time = time;
        _options = options;
        _opened = _received = _pinged = time.GetTimestamp();
    }

    /// <summary>Whether the connection is being closed.</summary>
    public bool IsClosing => Volatile.Read(ref _closing) != 0;

    /// <summary>Something came from the client.</summary>
    public void Received() => Volatile.Write(ref _received, _time.GetTimestamp());

    /// <summary>The closing handshake has begun.</summary>
    public void Closing() => Interlocked.CompareExchange(ref _closing, _time.GetTimestamp(), 0);

    /// <summary>What is to be done now, and by which code it is closed.</summary>
    public LivenessAction Check(DateTimeOffset? expires, bool isBehind, out Code? code)
    {
        code = null;
        if (IsClosing) return Passed(Volatile.Read(ref _closing), _options.CloseTimeout) ? LivenessAction.Abort : LivenessAction.None;
        _behind = isBehind ? _behind ?? _time.GetTimestamp() : null;
        code = CloseCode(expires);
        if (code is not null) return LivenessAction.Close;
        return IsQuiet() ? LivenessAction.Ping : LivenessAction.None;
    }

    private Code? CloseCode(DateTimeOffset? expires)
    {
        if (expires is null && Passed(_opened, _options.ConnectTimeout)) return Codes.ConnectTimeout;
        if (expires <= _time.GetUtcNow()) return Codes.TokenExpired;
        if (_options.MaxTimeBehind > TimeSpan.Zero && _behind is { } since && Passed(since, _options.MaxTimeBehind)) return Codes.TooSlow;
        return Passed(Volatile.Read(ref _received), 2 * _options.PingInterval) ? Codes.PingTimeout : null;
    }

    private bool IsQuiet()
    {
        if (!Passed(Math.Max(Volatile.Read(ref _received), _pinged), _options.PingInterval)) return false;
        _pinged = _time.GetTimestamp();
        return true;
    }

    private bool Passed(long since, TimeSpan span) => _time.GetElapsedTime(since) >= span;
}
