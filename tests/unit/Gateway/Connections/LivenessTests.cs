using System.Net.Sockets;
using Gateway.Connections;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Errors;
using Gateway.Tests.Unit.Connections.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Connections;

public sealed class LivenessTests
{
    private static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly Liveness _liveness;

    public LivenessTests() => _liveness = new Liveness(_time, new GatewayOptions());

    [Fact]
    public void Connect_NotSentInTime_Closes()
    {
        Advance(9.9);
        Assert.Equal((LivenessAction.None, null), Check(null));
        Advance(0.1);
        Assert.Equal((LivenessAction.Close, Codes.ConnectTimeout), Check(null));
    }

    [Fact]
    public void Connect_NotSentInTimeThoughPingsCame_Closes()
    {
        for (var i = 0; i < 10; i++, Advance(1)) _liveness.Received();
        Assert.Equal((LivenessAction.Close, Codes.ConnectTimeout), Check(null));
    }

    [Fact]
    public void Quiet_ForTheInterval_IsPingedOnceEachInterval()
    {
        Advance(24.9);
        Assert.Equal(LivenessAction.None, Check(Never).Action);
        Advance(0.1);
        Assert.Equal(LivenessAction.Ping, Check(Never).Action);
        Advance(1);
        Assert.Equal(LivenessAction.None, Check(Never).Action);
    }

    [Fact]
    public void Behind_ForTenMinutesWithoutABreak_Closes()
    {
        for (var minute = 0; minute < 10; minute++, Advance(60))
        {
            _liveness.Received();
            Assert.NotEqual(LivenessAction.Close, Check(Never, isBehind: true).Action);
        }
        _liveness.Received();
        Assert.Equal((LivenessAction.Close, Codes.TooSlow), Check(Never, isBehind: true));
    }

    [Fact]
    public void Behind_WithABreak_BeginsAnew()
    {
        Check(Never, isBehind: true);
        Advance(400);
        _liveness.Received();
        Check(Never, isBehind: false);
        Check(Never, isBehind: true);
        Advance(400);
        _liveness.Received();
        Assert.NotEqual(LivenessAction.Close, Check(Never, isBehind: true).Action);
    }

    [Fact]
    public void Quiet_ForTwiceTheInterval_Closes()
    {
        Advance(25);
        Check(Never);
        Advance(24.9);
        Assert.Equal(LivenessAction.None, Check(Never).Action);
        Advance(0.1);
        Assert.Equal((LivenessAction.Close, Codes.PingTimeout), Check(Never));
    }

    [Fact]
    public void Pong_Received_StartsAnew()
    {
        Advance(25);
        Assert.Equal(LivenessAction.Ping, Check(Never).Action);
        _liveness.Received();
        Advance(25);
        Assert.Equal(LivenessAction.Ping, Check(Never).Action);
    }

    [Fact]
    public void Token_Ended_Closes()
    {
        var expires = _time.GetUtcNow().AddSeconds(5);
        Advance(4.9);
        Assert.Equal(LivenessAction.None, Check(expires).Action);
        Advance(0.1);
        Assert.Equal((LivenessAction.Close, Codes.TokenExpired), Check(expires));
    }

    [Fact]
    public void Closing_NotEndedInTime_Aborts()
    {
        _liveness.Closing();
        Assert.True(_liveness.IsClosing);
        Advance(4.9);
        Assert.Equal(LivenessAction.None, Check(null).Action);
        // Counted from the first time, and nothing that comes meanwhile puts it off.
        _liveness.Closing();
        _liveness.Received();
        Advance(0.1);
        Assert.Equal((LivenessAction.Abort, null), Check(Never));
    }

    [Fact]
    public void Client_ThatTakesWhatItWasSent_IsAlive()
    {
        using var pair = new SocketPair();
        var sent = Fill(pair.Server);
        Advance(25);
        Assert.Equal(LivenessAction.Ping, Check(Never, socket: pair.Server).Action);
        var taken = TakenBytes.Of(pair.Server);
        pair.Read(sent);
        Assert.True(SpinWait.SpinUntil(() => TakenBytes.Of(pair.Server) > taken + 1024, SocketPair.Patience));
        Advance(24.9);
        Assert.Equal(LivenessAction.None, Check(Never, socket: pair.Server).Action);
        Advance(24.9);
        Assert.Equal(LivenessAction.None, Check(Never, socket: pair.Server).Action);
        Advance(25.1);
        Assert.Equal((LivenessAction.Close, Codes.PingTimeout), Check(Never, socket: pair.Server));
    }

    [Fact]
    public void Client_ThatTakesNothing_IsClosed()
    {
        using var pair = new SocketPair();
        Fill(pair.Server);
        Advance(25);
        Assert.Equal(LivenessAction.Ping, Check(Never, socket: pair.Server).Action);
        Advance(25);
        Assert.Equal((LivenessAction.Close, Codes.PingTimeout), Check(Never, socket: pair.Server));
    }

    // Its kernel has it, and does not tell how much of it was read.
    [Fact]
    public void Client_ThatMayStillReadWhatItsKernelHolds_IsGivenTheTime()
    {
        var liveness = new Liveness(_time, new GatewayOptions { PingInterval = TimeSpan.FromMilliseconds(500) });
        using var pair = new SocketPair();
        Fill(pair.Server);
        Advance(0.5);
        Assert.Equal(LivenessAction.Ping, liveness.Check(Never, isBehind: false, pair.Server, out _));
        Advance(0.7);
        Assert.NotEqual(LivenessAction.Close, liveness.Check(Never, isBehind: false, pair.Server, out _));
        Advance(16);
        Assert.Equal(LivenessAction.Close, liveness.Check(Never, isBehind: false, pair.Server, out _));
    }

    // Until the client's side has taken all that it has room for: nothing moves any more.
    private static int Fill(Socket socket)
    {
        socket.Blocking = false;
        var sent = 0;
        var piece = new byte[16 << 10];
        for (var still = 0; still < 10; still++, Thread.Sleep(5))
            while (socket.Send(piece, SocketFlags.None, out _) is > 0 and var more) (sent, still) = (sent + more, 0);
        return sent;
    }

    private void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private (LivenessAction Action, Code? Code) Check(DateTimeOffset? expires, bool isBehind = false, Socket? socket = null) => (_liveness.Check(expires, isBehind, socket, out var code), code);
}
