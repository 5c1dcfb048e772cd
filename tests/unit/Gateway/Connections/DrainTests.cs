using System.IO.Pipelines;
using Gateway.Shared.Apps;
using Gateway.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Connections;

public sealed class DrainTests
{
    private const int Clients = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly ConnectionRegistry _registry = new(Options.Create(new GatewayOptions()), new AppRegistry(new Dictionary<string, AppOptions>()));
    private readonly List<Connection> _connections;

    public DrainTests()
    {
        _connections = [.. Enumerable.Range(0, Clients).Select(i => ConnectionTests.Make($"{i}", new Pipe().Reader, new Pipe().Writer, _time))];
        foreach (var connection in _connections) _registry.Add(connection);
    }

    private int Told => _connections.Count(connection => connection.Liveness.IsClosing);

    [Fact]
    public async Task Stop_TellsTheClientsEvenlyOverTheDrainTime()
    {
        var stopping = await BeginAsync(TimeSpan.FromSeconds(10));
        Assert.True(_registry.IsDraining);
        Assert.Equal(1, Told);
        for (var second = 1; second <= 10; second++)
        {
            for (var tick = 0; tick < 10; tick++) await AdvanceAsync(TimeSpan.FromMilliseconds(100), stopping);
            Assert.InRange(Told, Math.Min(Clients, second * 10), Math.Min(Clients, (second * 10) + 2));
        }
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stop_WithoutDrainTime_TellsAllAtOnce()
    {
        await (await BeginAsync(TimeSpan.Zero)).WaitAsync(Patience);
        Assert.Equal(Clients, Told);
    }

    [Fact]
    public async Task Stop_WhenNobodyIsLeft_DoesNotWait()
    {
        var stopping = await BeginAsync(TimeSpan.FromSeconds(10));
        foreach (var connection in _connections) _registry.Remove(connection);
        await AdvanceAsync(TimeSpan.FromMilliseconds(100), stopping);
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stop_WithACommandInHand_TellsThatClientWhenItIsAnsweredOrTheTimeIsUp()
    {
        Assert.True(_connections[0].InHand.TryBegin() && _connections[1].InHand.TryBegin());
        var stopping = await BeginAsync(TimeSpan.Zero);
        Assert.Equal(Clients - 2, Told);
        _connections[0].InHand.End();
        await UntilAsync(() => _connections[0].Liveness.IsClosing);
        Assert.False(_connections[1].Liveness.IsClosing || stopping.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(25));
        await stopping.WaitAsync(Patience);
        Assert.Equal(Clients, Told);
    }

    private async Task<Task> BeginAsync(TimeSpan drainTime)
    {
        var options = Options.Create(new GatewayOptions { DrainTime = drainTime });
        var drain = new Drain(_registry, options, Options.Create(new HostOptions()), _lifetime, _time, NullLogger<Drain>.Instance);
        await drain.StartAsync(CancellationToken.None);
        return drain.StoppingAsync(CancellationToken.None);
    }

    // The timer's continuation runs on another thread: what it does is waited for.
    private async Task AdvanceAsync(TimeSpan time, Task stopping)
    {
        var before = Told;
        _time.Advance(time);
        await UntilAsync(() => Told > before || stopping.IsCompleted);
    }

    private static async Task UntilAsync(Func<bool> done)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!done())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
