using System.Net;
using System.Net.Sockets;
using Gateway.Tests.Faults.Network;
using Xunit;

namespace Gateway.Tests.Faults.SelfTests;

/// <summary>That a link that is cut is cut: with a link that lets everything through, the harness would prove nothing.</summary>
public sealed class TcpProxyTests : IDisposable
{
    private const int End = -1;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TcpListener _target = new(IPAddress.Loopback, 0);
    private readonly TcpProxy _proxy;

    public TcpProxyTests()
    {
        _target.Start();
        _proxy = new TcpProxy(((IPEndPoint)_target.LocalEndpoint).Port);
    }

    [Fact]
    public async Task Forward_BothWays_CarriesBytesAndTheEnd()
    {
        using var near = await ConnectAsync();
        using var far = await _target.AcceptSocketAsync().WaitAsync(Limit);
        await near.SendAsync(new byte[] { 1 });
        Assert.Equal(1, await ReceiveAsync(far));
        await far.SendAsync(new byte[] { 2 });
        Assert.Equal(2, await ReceiveAsync(near));
        near.Shutdown(SocketShutdown.Send);
        Assert.Equal(End, await ReceiveAsync(far));
    }

    [Fact]
    public async Task Cut_Silent_HoldsBytesBackUntilItIsRestored()
    {
        using var near = await ConnectAsync();
        using var far = await _target.AcceptSocketAsync().WaitAsync(Limit);
        _proxy.Cut(CutKind.Silent);
        await near.SendAsync(new byte[] { 1 });
        var received = ReceiveAsync(far);
        // A second connection waits too: when it gets nowhere, the byte of the first would have arrived long ago.
        using var second = await ConnectAsync();
        Assert.False(_target.Pending());
        Assert.False(received.IsCompleted);
        _proxy.Restore();
        Assert.Equal(1, await received);
        using var farOfSecond = await _target.AcceptSocketAsync().WaitAsync(Limit);
    }

    [Fact]
    public async Task Cut_Reset_EndsConnectionsAndRefusesNewOnesUntilItIsRestored()
    {
        using var near = await ConnectAsync();
        using var far = await _target.AcceptSocketAsync().WaitAsync(Limit);
        _proxy.Cut(CutKind.Reset);
        await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(near));
        await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(far));
        await Assert.ThrowsAsync<SocketException>(ConnectAndReceiveAsync);
        _proxy.Restore();
        using var after = await ConnectAsync();
        using var farOfAfter = await _target.AcceptSocketAsync().WaitAsync(Limit);
        await after.SendAsync(new byte[] { 3 });
        Assert.Equal(3, await ReceiveAsync(farOfAfter));
    }

    public void Dispose()
    {
        _proxy.Dispose();
        _target.Dispose();
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _proxy.Port).WaitAsync(Limit);
        return socket;
    }

    // The reset may come before the connection is seen to be there, or after.
    private async Task ConnectAndReceiveAsync()
    {
        using var socket = await ConnectAsync();
        await ReceiveAsync(socket);
    }

    // The next byte, or the end.
    private static async Task<int> ReceiveAsync(Socket socket)
    {
        var bytes = new byte[1];
        return await socket.ReceiveAsync(bytes).WaitAsync(Limit) == 0 ? End : bytes[0];
    }
}
