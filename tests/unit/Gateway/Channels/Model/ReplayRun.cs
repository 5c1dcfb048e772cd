using System.Buffers;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Channels.Model;

/// <summary>
/// The whole promise, with the log behind the window: each client gets the log's events after its cursor, all, in order, once,
/// from wherever they come; a gap is told for nothing but what the log itself has forgotten.
/// </summary>
internal sealed class ReplayRun
{
    private static readonly PartitionId Partition = new("streams", 3, 0x5f3a0c11);
    private static readonly byte[][] Names = [.. Enumerable.Range(0, Step.Channels).Select(i => System.Text.Encoding.UTF8.GetBytes($"orders.{i}"))];
    private static readonly long Bound = 3 * RingModel.SegmentSize;

    private readonly FakeTimeProvider _time = new();
    private readonly ReplayQueue _queue;
    private readonly WindowTable _table;
    private readonly LogModel _log = new();
    private readonly ModelClient[] _clients = [.. Enumerable.Range(0, Step.Clients).Select(_ => new ModelClient())];
    private readonly Dictionary<PartitionId, ReplayPass>[] _passes = [.. Enumerable.Range(0, Step.Readers).Select(_ => new Dictionary<PartitionId, ReplayPass>())];
    private readonly List<Subscriber> _wakes = [];
    private PartitionWindow? _window;
    private long _low;

    public ReplayRun()
    {
        _queue = new ReplayQueue(_time);
        _table = new WindowTable(
            Options.Create(new WindowOptions { MaxBytesPerPartition = Bound, MaxBytesPerNode = 64 * Bound, Linger = TimeSpan.FromSeconds(60) }), _time, _queue);
    }

    /// <summary>How many events the clients got, how many of them from passes, and how many gaps.</summary>
    public (int Events, int Replayed, int Gaps) Got { get; private set; }

    public void Carry(Step step)
    {
        switch (step)
        {
            case Step.Publish publish: Publish(publish); break;
            case Step.Repeat repeat: Repeat(repeat.Back); break;
            case Step.Read read: Read(read.Count, read.Mark); break;
            case Step.Run run: Run(_clients[run.Client], run.MaxBytes, run.Batches); break;
            case Step.Subscribe subscribe: Subscribe(_clients[subscribe.Client], subscribe.Channel, null); break;
            case Step.SubscribeAt at: Subscribe(_clients[at.Client], at.Channel, Math.Clamp(_log.End + (10 * at.FromEnd), -1, _log.End)); break;
            case Step.Resume resume: Resume(_clients[resume.Client]); break;
            case Step.Unsubscribe unsubscribe: Unsubscribe(_clients[unsubscribe.Client], unsubscribe.Channel); break;
            case Step.Disconnect disconnect: Disconnect(_clients[disconnect.Client]); break;
            case Step.Trim trim: _window?.Trim(trim.Segments * RingModel.SegmentSize); break;
            case Step.Elapse elapse: Elapse(elapse.Seconds); break;
            case Step.Replay replay: Replay(_passes[replay.Reader], replay.Count, replay.End); break;
            case Step.Retain retain: Retain(retain.Records); break;
        }
    }

    /// <summary>All is read, all passes are finished, whoever was woken runs: then nobody may be without an event that is there.</summary>
    public void Finish()
    {
        Read(int.MaxValue, true);
        for (var round = 0; _clients.Any(client => client.IsWoken) || _passes.Any(passes => passes.Values.Any(pass => pass.Count > 0)) || _queue.Count > 0; round++)
        {
            Check(round < 10_000, "catching up never ends");
            foreach (var client in _clients) Run(client, 64 << 10, 4);
            foreach (var passes in _passes) Replay(passes, 7, false);
        }
        foreach (var client in _clients)
            foreach (var (channel, made) in client.Subscriptions)
                Check(_log.Of(channel, made.Cursor, _log.End).Count == 0, $"channel {channel} after {made.Cursor} was not woken");
    }

    private void Publish(Step.Publish step)
    {
        for (var i = 0; i < step.Count; i++) _log.Add(step.Channel, step.Size, step.Stride);
    }

    private void Repeat(int back)
    {
        if (_log.Records.Count > 0) _log.AddRepeat(_log.Records[Math.Max(0, _log.Records.Count - back)]);
    }

    private void Retain(int records)
    {
        var kept = _log.Records.FindAll(record => record.Offset >= _low);
        if (kept.Count > records) _low = kept[records].Offset;
    }

    private void Read(int count, bool mark)
    {
        if (_window is null) return;
        foreach (var record in _log.Records.FindAll(record => record.Offset > _window.Head).Take(count)) Read(_window, record);
        if (mark) Mark();
    }

    // As LogReader does.
    private void Read(PartitionWindow window, LogModel.Entry record)
    {
        if (window.Repeats.Note(_log.IdentityOf(record), record.Offset)) window.AdvanceTo(record.Offset);
        else if (window.Accept(Names[record.Channel], record.Offset) is { } channel) window.Append(channel, RecordOf(record), Frames.Of(record), Bound);
    }

    private void Mark()
    {
        _window?.Mark(_wakes);
        Wake();
    }

    private void Wake()
    {
        foreach (var subscriber in _wakes) subscriber.Wake();
        _wakes.Clear();
    }

    // As LogReplayer does, without a consumer.
    private void Replay(Dictionary<PartitionId, ReplayPass> passes, int count, bool end)
    {
        if (!passes.TryGetValue(Partition, out var pass)) pass = Begin(passes);
        if (pass is null) return;
        foreach (var subscription in _queue.TakeFor(pass) ?? []) pass.Join(subscription, _wakes);
        for (; count > 0 && !ReadOne(pass); count--) continue;
        pass.Mark(_wakes);
        Wake();
        // Full, and nobody is about to pull: all are stalled.
        if (end || IsOver(pass) || pass.IsFull && !_clients.Any(client => client.IsWoken))
        {
            pass.End(_wakes);
            passes.Clear();
            _queue.Ended(Partition);
        }
        Wake();
    }

    // An empty one is kept for those who come yet, until somebody waits whom it cannot serve.
    private bool IsOver(ReplayPass pass) => pass.Count == 0 && (!pass.IsOfUse || _queue.Count > 0);

    private ReplayPass? Begin(Dictionary<PartitionId, ReplayPass> passes)
    {
        if (_queue.TakeFirst(passes.ContainsKey) is not { } waiting) return null;
        var pass = new ReplayPass(waiting[0].Channel.Window, Math.Max(_low - 1, waiting.Min(subscription => subscription.Cursor)), Bound);
        // What is read before the start only tells repeats; here retention, which is far longer than a publisher tries, spares it.
        if (!waiting[0].Channel.Window.Repeats.KnowsFrom(pass.Head + 1))
            foreach (var record in _log.Records.FindAll(record => record.Offset <= pass.Head)) pass.IsRepeat(_log.IdentityOf(record), record.Offset);
        foreach (var subscription in waiting) pass.Join(subscription, _wakes);
        passes.Add(Partition, pass);
        return pass;
    }

    // True if nothing more should be read for now.
    private bool ReadOne(ReplayPass pass)
    {
        if (pass.IsFull) return true;
        var next = _log.Records.FindIndex(record => record.Offset > pass.Head);
        if (next < 0) pass.AdvanceTo(_log.End);
        return next >= 0 && Append(pass, _log.Records[next]);
    }

    private bool Append(ReplayPass pass, LogModel.Entry record)
    {
        if (pass.IsRepeat(_log.IdentityOf(record), record.Offset)) pass.AdvanceTo(record.Offset);
        else if (pass.Accept(Names[record.Channel], record.Offset) is { } channel) return pass.Append(channel, RecordOf(record), Frames.Of(record));
        return false;
    }

    private static Gateway.Channels.Record RecordOf(LogModel.Entry record) => new(record.Offset, record.Offset * 10, default);

    // As SendLoop does, without a socket.
    private void Run(ModelClient client, int maxBytes, int batches)
    {
        for (; client.IsWoken && batches > 0; batches--)
        {
            // It goes on as long as it writes.
            client.IsWoken = false;
            for (var pending = client.Subscriber.TakePending(); pending is not null;)
            {
                var subscription = pending;
                pending = subscription.NextPending;
                if (Pull(client, subscription, maxBytes)) client.IsWoken = true;
            }
        }
    }

    private bool Pull(ModelClient client, Subscription subscription, int maxBytes)
    {
        var output = new ArrayBufferWriter<byte>();
        var replays = subscription.IsBehind;
        var result = subscription.Pull(output, maxBytes);
        var got = Frames.Parse(output.WrittenSpan);
        Got = (Got.Events + got.Count, Got.Replayed + (replays ? got.Count : 0), Got.Gaps + (result.HasGap ? 1 : 0));
        if (client.Of(subscription) is not { } made)
        {
            Check(got.Count == 0 && !result.HasGap, "a closed subscription gives nothing");
            return false;
        }
        if (result.HasGap) CheckGap(made, result.GapFrom);
        var expected = _log.Of(made.Channel, made.Cursor, _log.End);
        Check(got.SequenceEqual(expected.Take(got.Count)), $"channel {made.Channel} after {made.Cursor} gets [{string.Join(", ", got)}], not [{string.Join(", ", expected)}]");
        if (got.Count > 0) made.Cursor = got[^1].Offset;
        Check(made.Real.Cursor >= made.Cursor && _log.Of(made.Channel, made.Cursor, made.Real.Cursor).Count == 0, $"the cursor of channel {made.Channel} passes an event over");
        return result.HasGap || got.Count > 0;
    }

    private void CheckGap(Made made, long from)
    {
        Check(_log.Of(made.Channel, made.Cursor, from).Count == 0, "the gap begins after an event that was not sent");
        Check(made.Real.Cursor > from && made.Real.Cursor < _low, $"the gap ends at {made.Real.Cursor}, but the log begins at {_low}");
        made.Cursor = made.Real.Cursor;
    }

    private void Subscribe(ModelClient client, int channel, long? after)
    {
        if (client.Subscriptions.ContainsKey(channel)) return;
        var subscribing = _table.SubscribeAsync(Partition, Names[channel], after, client.Subscriber).AsTask();
        for (Serve(); !subscribing.IsCompleted; Serve()) Thread.Yield();
        var made = new Made(channel, subscribing.Result!) { Cursor = after ?? _window!.Head };
        Check(made.Real.Cursor == made.Cursor, $"it starts at {made.Real.Cursor}, not {made.Cursor}");
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
    }

    private void Disconnect(ModelClient client)
    {
        foreach (var channel in client.Subscriptions.Keys.ToList()) Unsubscribe(client, channel);
        client.Renew();
    }

    private void Elapse(int seconds)
    {
        Mark();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _table.Sweep();
        Serve();
    }

    // The log's part: what PartitionAssigner does.
    private void Serve()
    {
        while (_table.Requests.TryRead(out var request))
        {
            switch (request)
            {
                case LogRequest.Open open:
                    _window = open.Window;
                    foreach (var record in _log.Records) _window.Repeats.Note(_log.IdentityOf(record), record.Offset);
                    open.Window.Open(_log.End);
                    break;
                case LogRequest.Close:
                    _window = null;
                    break;
                case LogRequest.End end:
                    end.Answer.SetResult(_log.End);
                    break;
            }
        }
    }

    private static void Check(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }
}
