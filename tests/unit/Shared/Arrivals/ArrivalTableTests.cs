using System.IO.Pipelines;
using System.Net;
using System.Text;
using Gateway.Shared.Arrivals;
using Gateway.Shared.Hosting.Loops;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Shared.Arrivals;

public sealed class ArrivalTableTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ArrivalTable _table;

    public ArrivalTableTests() => _table = Table(new ArrivalOptions { Max = 3 }, new StrangerLimits(2, TimeSpan.FromSeconds(5)));

    public void Dispose() => _table.Dispose();

    [Fact]
    public async Task Strangers_OverTheirLimit_AreTurnedAwayUntilOneIsKnown()
    {
        Assert.True(await _table.EnterAsync(new Wire("1").Connection));
        Assert.True(await _table.EnterAsync(new Wire("2").Connection));
        Assert.StartsWith("HTTP/1.1 503 ", await RefusalAsync(new Wire("3")), StringComparison.Ordinal);
        _table.Know("1");
        Assert.True(await _table.EnterAsync(new Wire("4").Connection));
        Assert.Equal((3, 2), (_table.Open, _table.Strangers));
    }

    [Fact]
    public async Task Connections_OverTheLimit_AreTurnedAwayUntilOneLeaves()
    {
        var first = new Wire("0").Connection;
        await _table.EnterAsync(first);
        _table.Know("0");
        for (var i = 1; i <= 2; i++) await _table.EnterAsync(new Wire($"{i}").Connection);
        _table.Know("1");
        Assert.Contains("\"code\":4004", await RefusalAsync(new Wire("3")), StringComparison.Ordinal);
        _table.Leave(first);
        Assert.True(await _table.EnterAsync(new Wire("4").Connection));
    }

    [Fact]
    public async Task Connection_ThatAsksNothingInTime_IsEnded()
    {
        var (silent, asks) = (new Wire("silent"), new Wire("asks"));
        await _table.EnterAsync(silent.Connection);
        await _table.EnterAsync(asks.Connection);
        _table.Asked("asks");
        _time.Advance(TimeSpan.FromSeconds(4.5));
        Assert.False(silent.IsAborted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(silent.IsAborted);
        Assert.False(asks.IsAborted);
    }

    [Fact]
    public async Task Address_OverItsRate_IsTurnedAway()
    {
        using var table = Table(new ArrivalOptions { RatePerAddress = 1 }, null);
        for (var i = 0; i < 10; i++) await table.ServeAsync(new Wire($"{i}").Connection, _ => Task.CompletedTask);
        var late = new Wire("late");
        await late.AskAsync();
        Assert.False(await table.EnterAsync(late.Connection));
        Assert.Contains("\"code\":4012", await late.AnswerAsync(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (table.Open, table.Strangers));
    }

    [Fact]
    public async Task Connection_ThatCannotBeEnded_IsALoopsFailureAndKeepsNoOtherOpen()
    {
        var health = new LoopHealth(_time, NullLogger<LoopHealth>.Instance);
        using var table = new ArrivalTable(Options.Create(new ArrivalOptions()), _time, new StrangerLimits(9, TimeSpan.FromSeconds(5)), health: health);
        var wires = (Wire[])[new("1"), new("broken") { Abort = () => throw new IOException() }, new("2")];
        foreach (var wire in wires) await table.EnterAsync(wire.Connection);

        _time.Advance(TimeSpan.FromSeconds(8));

        Assert.True(wires[0].IsAborted && wires[2].IsAborted);
        Assert.Contains("arrivals", (await health.CheckHealthAsync(new())).Description, StringComparison.Ordinal);
        table.Leave(wires[1].Connection);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(new())).Status);
    }

    private ArrivalTable Table(ArrivalOptions options, StrangerLimits? strangers) => new(Options.Create(options), _time, strangers);

    private async Task<string> RefusalAsync(Wire wire)
    {
        await wire.AskAsync();
        Assert.False(await _table.EnterAsync(wire.Connection));
        return await wire.AnswerAsync();
    }

    private sealed class Wire
    {
        private readonly Pipe _up = new();
        private readonly Pipe _down = new();

        public Wire(string id) => Connection = new Ended(id, this)
        {
            Transport = new Ends(_up.Reader, _down.Writer),
            RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1),
        };

        public ConnectionContext Connection { get; }

        public bool IsAborted { get; private set; }

        public Action? Abort { get; init; }

        public async Task AskAsync() => await _up.Writer.WriteAsync("GET / HTTP/1.1\r\n"u8.ToArray());

        public async Task<string> AnswerAsync() => Encoding.ASCII.GetString((await _down.Reader.ReadAsync()).Buffer.FirstSpan);

        private sealed class Ended(string id, Wire wire) : DefaultConnectionContext(id)
        {
            public override void Abort()
            {
                wire.Abort?.Invoke();
                wire.IsAborted = true;
            }
        }

        private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}
