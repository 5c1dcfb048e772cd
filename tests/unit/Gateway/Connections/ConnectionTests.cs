using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Gateway.Connections;
using Gateway.Connections.Strangers;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Sessions;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Connections;

public sealed class ConnectionTests
{
    private const int Fin = 0x80;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly StrangerBytes _strangers = new(Options.Create(new StrangerOptions()));
    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _up = new();
    private readonly Pipe _down = new(new PipeOptions(pauseWriterThreshold: 1 << 10, resumeWriterThreshold: 512));
    private readonly Connection _connection;
    private readonly Task _running;

    public ConnectionTests()
    {
        _connection = Make("c", _up.Reader, _down.Writer, _time, _strangers);
        var apps = new AppRegistry(new Dictionary<string, AppOptions>());
        // Nothing here subscribes or publishes.
        var dispatcher = new Dispatcher(
            new TokenVerifier(apps, new TokenKeys(apps), _time), null!, null!, null!, Options.Create(new GatewayOptions()), NullLogger<Dispatcher>.Instance);
        _running = _connection.RunAsync(dispatcher);
    }

    internal static Connection Make(string id, PipeReader input, PipeWriter output, TimeProvider time, StrangerBytes? strangers = null) =>
        new(id, "demo", new Transport(input, output), new GatewayOptions(), new SendQueue(), time, () => { }, new Stranger(strangers ?? new StrangerBytes(Options.Create(new StrangerOptions()))));

    [Fact]
    public async Task Ping_IsAnsweredWithItsPayload()
    {
        await Send(Wire.Masked(Fin | 9, "abc"u8));
        Assert.Equal((Opcode.Pong, "abc"), await Receive());
    }

    [Fact]
    public async Task Command_NotUnderstood_IsAnsweredAndTheConnectionStays()
    {
        Connect();
        await Send(Wire.Masked(Fin | 1, "x"u8));
        Assert.StartsWith("{\"id\":null,\"error\":{\"code\":4200,", (await Receive()).Payload);
        await Send(Wire.Masked(Fin | 1, """{"id":7,"connect":{}}"""u8));
        Assert.StartsWith("{\"id\":7,\"error\":{\"code\":4205,", (await Receive()).Payload);
        await Send(Wire.Masked(Fin | 2, """{"id":7,"ping":{}}"""u8));
        Assert.StartsWith("{\"id\":7,\"error\":{\"code\":4203,", (await Receive()).Payload);
        Assert.False(_running.IsCompleted);
    }

    [Theory]
    [InlineData("x", 4200, "null")]
    [InlineData("""{"id":7,"ping":{}}""", 4204, "7")]
    [InlineData("""{"subscribe":{"channels":["a","a"]},"id":7}""", 4204, "7")]
    [InlineData("""{"id":7,"connect":{"token":1}}""", 4202, "7")]
    [InlineData("""{"id":7,"connect":{}}""", 4100, "7")]
    public async Task Stranger_AtTheFirstFault_IsAnsweredAndClosed(string message, int code, string id)
    {
        await Send(Wire.Masked(Fin | 1, Encoding.UTF8.GetBytes(message)));
        Assert.StartsWith($"{{\"id\":{id},\"error\":{{\"code\":{code},", (await Receive()).Payload);
        Assert.StartsWith($"{{\"closing\":{{\"code\":{code},", (await Receive()).Payload);
        Assert.StartsWith(Code(code), (await Receive()).Payload);
    }

    [Fact]
    public async Task Stranger_ThatSendsPingsOnly_IsClosed()
    {
        for (var i = 0; i < 17; i++) await Send(Wire.Masked(Fin | 9, []));
        string? last = null;
        while (await Receive() is { Opcode: Opcode.Pong }) last = "pong";
        Assert.Equal("pong", last);
        Assert.StartsWith(Code(4204), (await Receive()).Payload);
        await _running.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stranger_ThatSendsEmptyFramesOnly_IsClosed()
    {
        byte[] frames = [.. Wire.Masked(1, []), .. Enumerable.Repeat(Wire.Masked(0, []), 5_000).SelectMany(frame => frame)];
        await Send(frames);
        Assert.StartsWith("{\"closing\":{\"code\":4204,", (await Receive()).Payload);
        await _running.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stranger_WhoseMessageIsLongerThanAToken_IsClosed()
    {
        await Send(Wire.Masked(Fin | 1, new byte[Stranger.MaxMessageBytes + 1]));
        Assert.StartsWith("{\"closing\":{\"code\":1009,", (await Receive()).Payload);
        Assert.Equal((Opcode.Close, Code(1009) + "message_too_big"), await Receive());
        await _running.WaitAsync(Patience);
        Assert.Equal(0, _strangers.Held);
    }

    [Fact]
    public async Task Subscribe_ThatWaitsForKafka_HoldsUpNoPingButWhatFollowsIt()
    {
        Connect();
        var searching = new TaskCompletionSource();
        _connection.Subscribing = searching.Task;
        await Send(Wire.Masked(Fin | 1, """{"id":7,"ping":{}}"""u8));
        Assert.Equal("""{"id":7,"ping":{}}""", (await Receive()).Payload);
        await Send(Wire.Masked(Fin | 9, "alive"u8));
        Assert.Equal((Opcode.Pong, "alive"), await Receive());
        await Send(Wire.Masked(Fin | 1, """{"id":8,"connect":{}}"""u8));
        var reply = Receive();
        // However long that takes: the silence is ours.
        _time.Advance(TimeSpan.FromMinutes(5));
        await UntilAliveAsync();
        Assert.False(reply.IsCompleted);
        searching.SetResult();
        Assert.StartsWith("{\"id\":8,\"error\":{\"code\":4205,", (await reply).Payload);
    }

    [Fact]
    public async Task Message_ThatComesByteByByte_IsLife()
    {
        Connect();
        foreach (var one in Wire.Masked(Fin | 1, """{"id":7,"ping":{}}"""u8))
        {
            await Send([one]);
            await UntilAliveAsync();
            _time.Advance(TimeSpan.FromSeconds(24));
        }
        Assert.Equal("""{"id":7,"ping":{}}""", (await Receive()).Payload);
    }

    [Fact]
    public async Task Close_OfTheClient_IsEchoedAsTheLast()
    {
        await Send([.. Wire.Masked(Fin | 8, [0x0f, 0xa0, .. "bye"u8]), .. Wire.Masked(Fin | 9, "late"u8)]);
        Assert.Equal((Opcode.Close, Code(4000)), await Receive());
        await _running.WaitAsync(Patience);
        await _down.Writer.CompleteAsync();
        Assert.True((await _down.Reader.ReadAsync()).Buffer.IsEmpty);
    }

    [Fact]
    public async Task Fault_OfTheProtocol_TellsWhyAndClosesWithItsCode()
    {
        await Send(Wire.Masked(Fin | 1, [0xff]));
        Assert.StartsWith("{\"closing\":{\"code\":1007,", (await Receive()).Payload);
        Assert.Equal((Opcode.Close, Code(1007) + "invalid_utf8"), await Receive());
        await _running.WaitAsync(Patience);
    }

    [Fact]
    public async Task Close_OfTheServer_WaitsForTheClientsAndTakesNoMoreCommands()
    {
        _connection.Close(Codes.Draining);
        _connection.Close(Codes.Internal);
        Assert.StartsWith("{\"closing\":{\"code\":4000,", (await Receive()).Payload);
        Assert.Equal((Opcode.Close, Code(4000) + "draining"), await Receive());
        await Send(Wire.Masked(Fin | 1, "x"u8));
        Assert.False(_running.IsCompleted);
        await Send(Wire.Masked(Fin | 8, [0x0f, 0xa0]));
        await _running.WaitAsync(Patience);
    }

    [Fact]
    public async Task Client_ThatNeverReadsAndLeaves_IsLetGo()
    {
        Connect();
        // Replies pile up over the outbox's limit, so that the receive loop waits for the send loop, and then the socket dies.
        var commands = Enumerable.Repeat(Wire.Masked(Fin | 1, "x"u8), 5_000).SelectMany(frame => frame).ToArray();
        var sending = Send(commands);
        await _down.Reader.CompleteAsync();
        await _up.Writer.CompleteAsync();
        await _running.WaitAsync(Patience);
        Assert.True(_connection.Liveness.IsClosing);
        await sending;
    }

    [Fact]
    public async Task Client_WhoseSocketTakesNoMore_IsAbortedInTime()
    {
        await _down.Reader.CompleteAsync();
        _connection.Ping();
        var started = Stopwatch.GetTimestamp();
        while (!_connection.Liveness.IsClosing && Stopwatch.GetElapsedTime(started) < Patience) await Task.Yield();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(LivenessAction.Abort, _connection.Liveness.Check(null, false, null, out _));
    }

    // What was sent may not have been read yet.
    private async Task UntilAliveAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (_connection.Liveness.Check(DateTimeOffset.MaxValue, false, null, out _) is not LivenessAction.None)
        {
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Patience);
            await Task.Yield();
        }
    }

    private void Connect() => _connection.Grant(
        new Session(new App("demo", new AppOptions()), "alice", [], [], DateTimeOffset.MaxValue), new GatewayOptions().MaxMessageBytes);

    private static string Code(int code) => Encoding.Latin1.GetString([(byte)(code >> 8), (byte)code]);

    private async Task Send(byte[] frames) => await _up.Writer.WriteAsync(frames);

    private async Task<(Opcode Opcode, string Payload)> Receive()
    {
        while (true)
        {
            var result = await _down.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            var buffer = result.Buffer;
            var taken = Wire.TryTake(ref buffer, out var opcode, out var payload);
            _down.Reader.AdvanceTo(buffer.Start, taken ? buffer.Start : buffer.End);
            if (taken) return (opcode, opcode is Opcode.Text ? Encoding.UTF8.GetString(payload) : Encoding.Latin1.GetString(payload));
            if (result.IsCompleted) throw new InvalidOperationException("The connection sent nothing more.");
        }
    }

    private sealed class Transport(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;
        public PipeWriter Output => output;
    }
}
