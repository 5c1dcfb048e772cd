using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Gateway.Channels;
using Gateway.Connections;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Connections;

/// <summary>The log of the threads test: made beforehand, so that every thread knows what must come.</summary>
internal sealed class ChurnLog
{
    public const int Channels = 6;

    public static readonly byte[][] Names = [.. Enumerable.Range(0, Channels).Select(i => Encoding.UTF8.GetBytes($"c{i}"))];

    private readonly long[][] _next;

    public ChurnLog(int records)
    {
        var random = new Random(4711);
        Of = [.. Enumerable.Range(0, records).Select(_ => random.Next(Channels))];
        Sizes = [.. Enumerable.Range(0, records).Select(_ => random.Next(16) == 0 ? 20_000 : random.Next(16, 400))];
        _next = [.. Enumerable.Range(0, Channels).Select(NextOf)];
    }

    /// <summary>The channel of each record; its index is its offset.</summary>
    public int[] Of { get; }

    public int[] Sizes { get; }

    /// <summary>The channel's first offset after this one, which may not be appended yet; the number of records if there is none.</summary>
    public long Next(int channel, long offset) => _next[channel][offset + 1];

    public byte[] Frame(long offset)
    {
        var payload = new byte[Sizes[offset]];
        payload.AsSpan().Fill((byte)offset);
        BinaryPrimitives.WriteInt32LittleEndian(payload, Of[offset]);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(4), offset);
        return FrameHeader.Frame(Opcode.Binary, payload);
    }

    private long[] NextOf(int channel)
    {
        var next = new long[Of.Length + 2];
        next[^1] = next[^2] = Of.Length;
        for (var offset = Of.Length - 1; offset >= 0; offset--) next[offset] = Of[offset] == channel ? offset : next[offset + 1];
        return next;
    }
}

/// <summary>
/// A client of the threads test on a real <see cref="SendLoop"/> over a pipe. It reads, checks every frame against the log,
/// subscribes and unsubscribes, and resumes from its last position; its replies are frames that open with a text.
/// </summary>
internal sealed class ChurnClient
{
    private const int PipeBytes = 96 << 10;

    private readonly ChurnLog _log;
    private readonly PartitionWindow _window;
    private readonly SendLoop _sender;
    private readonly PipeReader _socket;
    private readonly Random _random;
    private readonly Task _sending;
    private readonly Subscription?[] _subscriptions = new Subscription?[ChurnLog.Channels];
    private readonly State[] _states = new State[ChurnLog.Channels];
    private readonly long[] _seen = new long[ChurnLog.Channels];

    public ChurnClient(ChurnLog log, PartitionWindow window, SendQueue queue, int seed)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: PipeBytes, resumeWriterThreshold: PipeBytes / 2));
        (_log, _window, _random, _socket) = (log, window, new Random(seed), pipe.Reader);
        _sender = new SendLoop(pipe.Writer, queue, TimeProvider.System);
        _sending = Task.Run(_sender.RunAsync);
        for (var channel = 0; channel < ChurnLog.Channels; channel++) Subscribe(channel, -1);
        Reading = Task.Run(ReadAsync);
    }

    private enum State
    {
        Subscribing,
        Subscribed,
        Unsubscribing,
    }

    /// <summary>Ends when all is read after <see cref="Finish"/>; faulted by the first thing that is wrong.</summary>
    public Task Reading { get; }

    public int Events { get; private set; }

    public int Gaps { get; private set; }

    public int Resumes { get; private set; }

    /// <summary>While it is not set the client reads nothing: its socket fills up and its cursors lag.</summary>
    public TaskCompletionSource Gate { get; set; } = Open();

    /// <summary>Whether it has seen all up to the head, on every channel.</summary>
    public bool HasAllUpTo(long head)
    {
        for (var channel = 0; channel < ChurnLog.Channels; channel++)
            if (_log.Next(channel, Volatile.Read(ref _seen[channel])) <= head) return false;
        return true;
    }

    public async Task FinishAsync()
    {
        _sender.Finish(FrameHeader.Close(1000));
        await _sending;
        await Reading;
    }

    public override string ToString() => $"seen {string.Join(' ', _seen)}, {string.Join(' ', _states)}, {Events} events, {Gaps} gaps, {Resumes} resumes";

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            await Gate.Task;
            var result = await _socket.ReadAsync();
            var buffer = result.Buffer;
            while (Wire.TryTake(ref buffer, out var opcode, out var payload))
            {
                if (opcode is Opcode.Close) return;
                if (opcode is Opcode.Binary) ReadEvent(payload);
                else ReadText(Encoding.UTF8.GetString(payload));
            }
            _socket.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private void ReadEvent(byte[] payload)
    {
        var channel = BinaryPrimitives.ReadInt32LittleEndian(payload);
        var offset = BinaryPrimitives.ReadInt64LittleEndian(payload.AsSpan(4));
        Events++;
        Check(_states[channel] is not State.Subscribing, $"event {offset} comes before the reply to subscribe");
        Check(offset == _log.Next(channel, _seen[channel]), $"event {offset} of channel {channel} comes after {_seen[channel]}, not {_log.Next(channel, _seen[channel])}");
        Check(payload.Length == _log.Sizes[offset] && !payload.AsSpan(12).ContainsAnyExcept((byte)offset), $"event {offset} is torn");
        Volatile.Write(ref _seen[channel], offset);
        // Now and then away, and back with the last position.
        if (_states[channel] is not State.Subscribed || _random.Next(40) != 0) return;
        _window.Unsubscribe(_subscriptions[channel]!, now: 0);
        _states[channel] = State.Unsubscribing;
        Reply("unsubscribed", channel);
    }

    private void ReadText(string text)
    {
        if (text.StartsWith('{')) ReadGap(JsonDocument.Parse(text).RootElement.GetProperty("gap"));
        else if (text.StartsWith("subscribed", StringComparison.Ordinal)) _states[ChannelOf(text)] = State.Subscribed;
        else Subscribe(ChannelOf(text), _seen[ChannelOf(text)]);
    }

    private void ReadGap(JsonElement gap)
    {
        var channel = ChannelOf(gap.GetProperty("channel").GetString()!);
        Gaps++;
        Check(Position.TryParse(gap.GetProperty("from").GetString(), out var from) && from.Offset == _seen[channel], $"gap {gap} after {_seen[channel]}");
        Check(Position.TryParse(gap.GetProperty("to").GetString(), out var to) && to.Offset > from.Offset, $"gap {gap}");
        Check(_states[channel] is not State.Subscribing, "a gap comes before the reply to subscribe");
        var lost = _log.Next(channel, from.Offset);
        Check(lost <= to.Offset, $"needless gap {gap}: the next event is {lost}");
        // What was evicted stays evicted, so this holds however late it is looked at.
        for (; lost <= to.Offset; lost = _log.Next(channel, lost)) Check(!_window.Segments.TryFind(lost, out _, out _), $"gap {gap} swallows {lost}");
        Volatile.Write(ref _seen[channel], to.Offset);
    }

    private void Subscribe(int channel, long after)
    {
        Resumes++;
        _states[channel] = State.Subscribing;
        _subscriptions[channel] = _window.Subscribe(ChurnLog.Names[channel], after, _sender)!;
        Volatile.Write(ref _seen[channel], after);
        Reply("subscribed", channel);
        _subscriptions[channel]!.Activate();
    }

    private void Reply(string text, int channel) => _sender.Send(FrameHeader.Frame(Opcode.Text, Encoding.UTF8.GetBytes($"{text} c{channel}")));

    private static int ChannelOf(string text) => text[^1] - '0';

    private static void Check(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }
}
