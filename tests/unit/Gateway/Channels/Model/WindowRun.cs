using System.Buffers;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Channels.Model;

/// <summary>
/// Carries steps out on a real <see cref="WindowTable"/>, with a log and clients of its own, and compares with the model what
/// every pull gives. One thread: the interleaving is that of the steps.
/// </summary>
internal sealed class WindowRun
{
    public static readonly long Bound = 4 * RingModel.SegmentSize;

    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(60);
    private static readonly PartitionId Partition = new("streams", 3, 0x5f3a0c11);
    private static readonly byte[][] Names = [.. Enumerable.Range(0, Step.Channels).Select(i => System.Text.Encoding.UTF8.GetBytes($"orders.{i}"))];

    private readonly FakeTimeProvider _time = new();
    private readonly WindowTable _table;
    private readonly LogModel _log = new();
    private readonly ModelClient[] _clients = [.. Enumerable.Range(0, Step.Clients).Select(_ => new ModelClient())];
    private readonly List<Subscriber> _wakes = [];

    // What the model knows of the window that is open: null if none is.
    private ModelWindow? _window;

    public WindowRun() => _table = new WindowTable(
        Options.Create(new WindowOptions { MaxBytesPerPartition = Bound, MaxBytesPerNode = 64 * Bound, Linger = Linger }), _time);

    /// <summary>How many events and gaps the clients got.</summary>
    public (int Events, int Gaps) Got { get; private set; }

    public void Carry(Step step)
    {
        switch (step)
        {
            case Step.Publish publish: Publish(publish); break;
            case Step.Read read: Read(read); break;
            case Step.Run run: Run(_clients[run.Client], run.MaxBytes, run.Batches); break;
            case Step.Subscribe subscribe: Subscribe(_clients[subscribe.Client], subscribe.Channel, null); break;
            case Step.SubscribeAt at: Subscribe(_clients[at.Client], at.Channel, Math.Max(-1, _log.End + at.FromEnd)); break;
            case Step.Resume resume: Resume(_clients[resume.Client]); break;
            case Step.Unsubscribe unsubscribe: Unsubscribe(_clients[unsubscribe.Client], unsubscribe.Channel); break;
            case Step.Disconnect disconnect: Disconnect(_clients[disconnect.Client]); break;
            case Step.Trim trim: Trim(trim.Segments * RingModel.SegmentSize); break;
            case Step.Elapse elapse: Elapse(elapse.Seconds); break;
        }
        CheckWindow();
    }

    /// <summary>All is read and marked, and whoever was woken runs: then nobody may be without an event that is there.</summary>
    public void Finish()
    {
        Read(new Step.Read(int.MaxValue, true));
        foreach (var client in _clients)
        {
            Run(client, 64 << 10, int.MaxValue);
            foreach (var (channel, made) in client.Subscriptions)
                Check(_log.Of(channel, made.Cursor, _window!.Head).Count == 0 && made.Cursor >= _window.ReadFrom[channel], $"{made} was not woken");
        }
    }

    private void Publish(Step.Publish step)
    {
        for (var i = 0; i < step.Count; i++) _log.Add(step.Channel, step.Size, step.Stride);
    }

    private void Read(Step.Read step)
    {
        if (_window is null) return;
        foreach (var record in _log.Records.FindAll(record => record.Offset > _window.Head).Take(step.Count)) Read(record);
        if (step.Mark) Mark();
    }

    private void Read(LogModel.Entry record)
    {
        var window = _window!;
        Check(window.Real.Accept(Names[record.Channel], window.Head) is null, "a record that was seen before is accepted");
        var channel = window.Real.Accept(Names[record.Channel], record.Offset);
        Check(channel is not null == window.ReadFrom.ContainsKey(record.Channel), $"interest in channel {record.Channel}");
        window.Head = record.Offset;
        if (channel is null) return;
        window.Real.Append(channel, new Gateway.Channels.Record(record.Offset, record.Offset * 10, default), Frames.Of(record), _table.Bound);
        window.Ring.Append(record.Size, record.Offset, Bound);
    }

    private void Mark()
    {
        _window?.Real.Mark(_wakes);
        foreach (var subscriber in _wakes) subscriber.Wake();
        _wakes.Clear();
    }

    // As SendLoop does, without a socket.
    private void Run(ModelClient client, int maxBytes, int batches)
    {
        for (; client.IsWoken && batches > 0; batches--) client.IsWoken = Batch(client, maxBytes);
    }

    private bool Batch(ModelClient client, int maxBytes)
    {
        var bytes = 0;
        for (var pending = client.Subscriber.TakePending(); pending is not null;)
        {
            var subscription = pending;
            pending = subscription.NextPending;
            if (bytes < maxBytes) bytes += Pull(client, subscription, maxBytes - bytes);
            else client.Subscriber.Enqueue(subscription);
        }
        return bytes > 0;
    }

    private int Pull(ModelClient client, Subscription subscription, int maxBytes)
    {
        var output = new ArrayBufferWriter<byte>();
        var result = subscription.Pull(output, maxBytes);
        var got = Frames.Parse(output.WrittenSpan);
        Check(result.Bytes == output.WrittenCount && result.Frames == got.Count, "the result tells what was written");
        Got = (Got.Events + got.Count, Got.Gaps + (result.HasGap ? 1 : 0));
        if (client.Of(subscription) is not { } made) Check(result.Frames == 0 && !result.HasGap && !result.More, "a closed subscription gives nothing");
        else if (IsGapDue(made)) CheckGap(made, result);
        else CheckFrames(made, result, got, maxBytes);
        return result.HasGap ? 1 : result.Bytes;
    }

    // A gap is told if an event was really evicted, or the cursor stands before what the node has read of the channel; else never.
    private bool IsGapDue(Made made) => made.Cursor < _window!.ReadFrom[made.Channel] || Lost(made).Count > 0;

    private List<LogModel.Entry> Lost(Made made) => _log.Of(made.Channel, made.Cursor, Math.Min(_window!.Head, LastLost(made.Channel)));

    private long LastLost(int channel) => Math.Max(_window!.Ring.EvictedUpTo, _window.ReadFrom[channel]);

    private void CheckGap(Made made, in PullResult result)
    {
        var to = made.Real.Cursor;
        Check(result.HasGap && result.Frames == 0, $"{made} is told its gap");
        Check(result.GapFrom == made.Cursor && to > made.Cursor && to <= _window!.Head, $"{made}: the gap starts at the cursor, and ends at {to}");
        Check(Lost(made).TrueForAll(lost => lost.Offset <= to), $"{made}: all that is lost is told, up to {to}");
        Check(_log.Of(made.Channel, LastLost(made.Channel), to).Count == 0, $"{made}: the gap to {to} swallows what is there");
        Check(to >= _window!.ReadFrom[made.Channel], $"{made}: the gap ends where the node read nothing");
        made.Cursor = to;
    }

    private void CheckFrames(Made made, in PullResult result, List<LogModel.Entry> got, int maxBytes)
    {
        var expected = _log.Of(made.Channel, made.Cursor, _window!.Head);
        Check(!result.HasGap, $"{made} is told a needless gap");
        Check(got.SequenceEqual(expected.Take(got.Count)), $"{made} gets [{string.Join(", ", got)}], not [{string.Join(", ", expected)}]");
        Check(got.Count > 0 || expected.Count == 0, $"{made} gets nothing of what is there");
        Check(result.More == got.Count < expected.Count, $"{made}: whether there is more");
        Check(!result.More || result.Bytes >= maxBytes, $"{made} gets less than fits");
        if (got.Count == 0) return;
        Check(result.Bytes - got[^1].Size < maxBytes, $"{made} gets more than fits");
        Check(result.OldestTimestamp == got[0].Offset * 10, $"{made}: the time stamp of the first");
        made.Cursor = got[^1].Offset;
        Check(made.Real.Cursor == made.Cursor, $"{made}: the cursor stands at the last event");
    }

    private void Subscribe(ModelClient client, int channel, long? after)
    {
        if (client.Subscriptions.ContainsKey(channel)) return;
        var subscribing = _table.SubscribeAsync(Partition, Names[channel], after, client.Subscriber).AsTask();
        for (Serve(); !subscribing.IsCompleted; Serve()) Thread.Yield();
        var made = new Made(channel, subscribing.Result!);
        // Of a channel that nobody had interest in, the node has noted the last record.
        var readFrom = made.Real.Channel.Last;
        if (_window!.ReadFrom.TryAdd(channel, readFrom))
            Check(readFrom <= _window.Head && _log.Of(channel, readFrom, _window.Head).Count == 0, $"channel {channel} was passed over after {readFrom}");
        made.Cursor = Math.Min(after ?? _window.Head, _log.End);
        Check(made.Real.Cursor == made.Cursor, $"{made} starts at {made.Real.Cursor}");
        client.Subscriptions.Add(channel, made);
        made.Real.Activate();
    }

    private void Resume(ModelClient client)
    {
        foreach (var (channel, position) in client.Positions.ToList()) Subscribe(client, channel, position);
    }

    private void Unsubscribe(ModelClient client, int channel)
    {
        if (!client.Subscriptions.Remove(channel, out var made)) return;
        client.Positions[channel] = made.Cursor;
        _table.Unsubscribe(made.Real);
        _window!.LeftAt[channel] = _time.GetUtcNow();
    }

    private void Disconnect(ModelClient client)
    {
        foreach (var channel in client.Subscriptions.Keys.ToList()) Unsubscribe(client, channel);
        client.Renew();
    }

    private void Trim(long maxBytes)
    {
        _window?.Real.Trim(maxBytes);
        _window?.Ring.Trim(maxBytes);
    }

    private void Elapse(int seconds)
    {
        Mark();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _table.Sweep();
        var closed = _window;
        foreach (var channel in closed?.ReadFrom.Keys.ToList() ?? [])
            if (!_clients.Any(client => client.Subscriptions.ContainsKey(channel)) && _time.GetUtcNow() - closed!.LeftAt[channel] >= Linger)
                closed.ReadFrom.Remove(channel);
        Serve();
        Check(_window is null == closed is not { ReadFrom.Count: > 0 }, "a window is closed when its last channel is gone");
    }

    // The log's part: what PartitionAssigner does.
    private void Serve()
    {
        while (_table.Requests.TryRead(out var request))
        {
            switch (request)
            {
                case LogRequest.Open open:
                    _window = new ModelWindow(open.Window) { Head = _log.End };
                    open.Window.Open(_log.End);
                    break;
                case LogRequest.Close close:
                    Check(close.Window == _window?.Real, "the window that is closed is the one that was opened");
                    _window = null;
                    break;
                case LogRequest.End end:
                    end.Answer.SetResult(_log.End);
                    break;
            }
        }
    }

    private void CheckWindow()
    {
        if (_window is null) return;
        Check(_window.Real.Head == _window.Head, "the head is the last offset read");
        Check(_window.Real.Bytes == _window.Ring.Bytes, "the window's bytes are those of its segments");
    }

    private static void Check(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }

    private sealed class ModelWindow(PartitionWindow real)
    {
        public PartitionWindow Real => real;
        public RingModel Ring { get; } = new();
        public long Head { get; set; }

        /// <summary>For each channel of interest, the offset after which the node has read it.</summary>
        public Dictionary<int, long> ReadFrom { get; } = [];
        public Dictionary<int, DateTimeOffset> LeftAt { get; } = [];
    }
}
