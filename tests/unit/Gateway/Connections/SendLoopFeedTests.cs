using System.IO.Pipelines;
using System.Text;
using Gateway.Channels;
using Gateway.Connections;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Positions;
using Record = Gateway.Channels.Record;

namespace Gateway.Tests.Unit.Connections;

public sealed class SendLoopFeedTests
{
    private const int Late = 20;
    private const int FrameBytes = 10_000;
    private static readonly DateTimeOffset Since = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Takes less than one batch of the loop: it has to wait for its reader in between.
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 32 << 10, resumeWriterThreshold: 16 << 10));
    private readonly SendLoop _sender;
    private readonly Task _running;

    public SendLoopFeedTests()
    {
        _sender = new SendLoop(_pipe.Writer, new SendQueue(), TimeProvider.System);
        _running = _sender.RunAsync();
    }

    [Fact]
    public async Task Live_FollowsTheEventsThatWereLate()
    {
        var window = new PartitionWindow(new PartitionId("t", 0, 1));
        window.Open(-1);
        window.Subscribe("c"u8.ToArray(), null, _sender)!.Activate();
        _sender.TellFeed(Since);
        Assert.StartsWith("{\"stale\":{\"since\":\"2026-11-23T12:00:00Z\"", await ReadAsync());

        Append(window);
        _sender.TellFeed(null);

        for (var number = 0; number < Late; number++) Assert.Equal((char)('a' + number), (await ReadAsync())[0]);
        Assert.Equal("""{"live":{}}""", await ReadAsync());
        Assert.False(_running.IsCompleted);
    }

    [Fact]
    public async Task Stale_BeforeTheClientWasToldLive_IsNotToldTwice()
    {
        var window = new PartitionWindow(new PartitionId("t", 0, 1));
        window.Open(-1);
        window.Subscribe("c"u8.ToArray(), null, _sender)!.Activate();
        _sender.TellFeed(Since);
        await ReadAsync();

        // Nobody reads: the loop waits with the events, and 'live' with it.
        Append(window);
        _sender.TellFeed(null);
        _sender.TellFeed(Since);
        _sender.Finish(FrameHeader.Frame(Opcode.Text, "the end of it"u8));

        while (await ReadAsync() is var frame && frame[0] is >= 'a' and <= 'z')
            if (frame.StartsWith("the end", StringComparison.Ordinal)) return;
        Assert.Fail("A push came that was not to come.");
    }

    private static void Append(PartitionWindow window)
    {
        for (var number = 0; number < Late; number++)
        {
            var channel = window.Accept("c"u8, number)!;
            var payload = Enumerable.Repeat((byte)('a' + number), FrameBytes).ToArray();
            window.Append(channel, new Record(number, 0, default), FrameHeader.Frame(Opcode.Text, payload), 1 << 20);
        }
        var wakes = new List<Subscriber>();
        window.Mark(wakes);
        foreach (var subscriber in wakes) subscriber.Wake();
    }

    private async Task<string> ReadAsync()
    {
        while (true)
        {
            var result = await _pipe.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            var buffer = result.Buffer;
            if (Wire.TryTake(ref buffer, out _, out var payload))
            {
                _pipe.Reader.AdvanceTo(buffer.Start);
                return Encoding.UTF8.GetString(payload);
            }
            _pipe.Reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
