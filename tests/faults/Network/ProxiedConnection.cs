using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Faults.Network;

/// <summary>One connection through a <see cref="TcpProxy"/>: both halves are carried until they end, or until it is reset.</summary>
internal sealed class ProxiedConnection(Socket near, Socket far, LinkGate gate, LinkSpeed speed)
{
    private const int PieceBytes = 16 << 10;
    private int _over;

    /// <summary>Connects to the target and carries bytes both ways; returns when the connection is over.</summary>
    public async Task RunAsync(IPEndPoint target)
    {
        try
        {
            await gate.WhenOpenAsync();
            await far.ConnectAsync(target);
            await Task.WhenAll(CarryAsync(near, far), CarryAsync(far, near));
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Nobody listens, or one side is gone: the other is to know.
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Ends it at once: both sides get a TCP reset, unless they have ended it themselves.</summary>
    public void Reset()
    {
        if (Interlocked.Exchange(ref _over, 1) != 0) return;
        near.Close(0);
        far.Close(0);
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var piece = new byte[speed.BytesPerSecond > 0 ? Math.Min(PieceBytes, speed.BytesPerSecond / 10) : PieceBytes];
        try
        {
            while (await from.ReceiveAsync(piece) is > 0 and var count)
            {
                await gate.WhenOpenAsync();
                if (speed.BytesPerSecond > 0) await Task.Delay(TimeSpan.FromSeconds((double)count / speed.BytesPerSecond));
                for (var sent = 0; sent < count;) sent += await to.SendAsync(piece.AsMemory(sent, count - sent));
            }
            await gate.WhenOpenAsync();
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            Reset();
        }
    }
}
